/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include "ui/sp-ansi.h"
#include "ui/sp-safe-text.h"

#define RUN(ansi, i) (&g_array_index ((ansi)->runs, SpAnsiRun, (i)))

static void
test_colors (void)
{
  g_autoptr(SpAnsiText) ansi = sp_ansi_parse ("a \033[31mred\033[0m b \033[1;92;44mbold\033[22;49m green\033[39m end", -1);

  g_assert_cmpstr (ansi->text, ==, "a red b bold green end");
  g_assert_cmpuint (ansi->runs->len, ==, 3);
  g_assert_cmpuint (RUN (ansi, 0)->start, ==, 2);
  g_assert_cmpuint (RUN (ansi, 0)->end, ==, 5);
  g_assert_cmpint (RUN (ansi, 0)->foreground, ==, 1);
  g_assert_cmpint (RUN (ansi, 1)->foreground, ==, 10);
  g_assert_cmpint (RUN (ansi, 1)->background, ==, 4);
  g_assert_cmpuint (RUN (ansi, 1)->flags, ==, SP_ANSI_BOLD);
  g_assert_cmpuint (RUN (ansi, 2)->flags, ==, 0);
  g_assert_cmpint (RUN (ansi, 2)->foreground, ==, 10);
  g_assert_cmpint (RUN (ansi, 2)->background, ==, SP_ANSI_NO_COLOR);
}

static void
test_extended_colors (void)
{
  g_autoptr(SpAnsiText) ansi = sp_ansi_parse ("\033[38;5;196mx\033[38;2;1;2;3my\033[48;5;255mz\033[38;5mw", -1);

  g_assert_cmpstr (ansi->text, ==, "xyzw");
  g_assert_cmpint (RUN (ansi, 0)->foreground, ==, SP_ANSI_RGB | 0xff0000);
  g_assert_cmpint (RUN (ansi, 1)->foreground, ==, SP_ANSI_RGB | 0x010203);
  g_assert_cmpint (RUN (ansi, 2)->background, ==, SP_ANSI_RGB | 0xeeeeee);
  g_assert_cmpuint (sp_ansi_color_rgb (SP_ANSI_RGB | 0x123456, TRUE), ==, 0x123456);
  g_assert_cmpuint (sp_ansi_color_rgb (3, TRUE), !=, sp_ansi_color_rgb (3, FALSE));
}

static void
test_other_sequences (void)
{
  static const struct { const char *in; const char *out; } cases[] = {
    { "\033]0;title\007shown", "shown" },
    { "\033]8;;http://evil\033\\link\033]8;;\033\\", "link" },
    { "\033[2J\033[1;1Hhome", "home" },
    { "\033[?25lhidden cursor\033[?25h", "hidden cursor" },
    { "\033(Bcharset", "charset" },
    { "unfinished \033[31", "unfinished " },
    { "unfinished \033", "unfinished " },
    { "\033]0;no end\nnext line", "\nnext line" },
    { "\033Pq#0;2\033\\sixel", "sixel" },
    { "bell\a", "bell" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(SpAnsiText) ansi = sp_ansi_parse (cases[i].in, -1);

      g_assert_cmpstr (ansi->text, ==, cases[i].out);
    }
}

static void
test_rewriting (void)
{
  g_autoptr(SpAnsiText) bar = sp_ansi_parse ("start\n\033[32m10 %\r 50 %\r100 %\033[0m\ndone\r\nend", -1);
  g_autoptr(SpAnsiText) typo = sp_ansi_parse ("\b\babx\bc\n\b", -1);

  g_assert_cmpstr (bar->text, ==, "start\n100 %\ndone\nend");
  g_assert_cmpuint (bar->runs->len, ==, 1);
  g_assert_cmpuint (RUN (bar, 0)->start, ==, 6);
  g_assert_cmpuint (RUN (bar, 0)->end, ==, 11);
  g_assert_cmpstr (typo->text, ==, "abc\n");
}

static void
test_hostile_characters (void)
{
  static const char bytes[] = "a\0b\xff\x01\xe2\x80\xae" "c\xc2\x9b" "31m";
  g_autoptr(SpAnsiText) ansi = sp_ansi_parse (bytes, sizeof bytes - 1);

  g_assert_true (g_utf8_validate (ansi->text, -1, NULL));
  g_assert_nonnull (strstr (ansi->text, "␁"));
  g_assert_nonnull (strstr (ansi->text, "⟨U+202E⟩c"));
  g_assert_null (strstr (ansi->text, "\xe2\x80\xae"));
}

static void
assert_sound (const SpAnsiText *ansi)
{
  gsize length = strlen (ansi->text);
  gsize at = 0;

  g_assert_true (g_utf8_validate (ansi->text, -1, NULL));
  for (guint i = 0; i < ansi->runs->len; i++)
    {
      g_assert_cmpuint (RUN (ansi, i)->start, >=, at);
      g_assert_cmpuint (RUN (ansi, i)->end, >, RUN (ansi, i)->start);
      g_assert_cmpuint (RUN (ansi, i)->end, <=, length);
      at = RUN (ansi, i)->end;
    }
}

static void
test_random (void)
{
  static const char *const pieces[] = {
    "\033", "[", "31", "1;", "m", "\r", "\n", "\b", "é", "\033[0m", "\033[7m", "x", "\033]", "\a", "\\", "0", "\xff", "K", "38;5;", "\t",
  };

  for (guint round = 0; round < 4000; round++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(SpAnsiText) ansi = NULL;

      for (int n = g_test_rand_int_range (0, 40); n > 0; n--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      ansi = sp_ansi_parse (text->str, (gssize) text->len);
      assert_sound (ansi);
    }
}

static void
test_every_style_change_is_bounded (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(SpAnsiText) ansi = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "\033[3%um.", i % 8);
  ansi = sp_ansi_parse (text->str, -1);
  g_assert_cmpuint (strlen (ansi->text), ==, 100000);
  g_assert_cmpuint (ansi->runs->len, <=, 20000);
  assert_sound (ansi);
}

static void
test_safe_text (void)
{
  g_autofree char *plain = sp_safe_text ("one\r\ntwo\tthree", -1);
  g_autofree char *hostile = sp_safe_text ("\x1b[31m\x7f\xe2\x80\xa8\xe2\x81\xa6\xe2\x80\x8f\xef\xbf\xbe", -1);
  g_autofree char *nothing = sp_safe_text (NULL, -1);

  g_assert_cmpstr (plain, ==, "one\ntwo\tthree");
  g_assert_cmpstr (hostile, ==, "␛[31m␡\n⟨U+2066⟩\xef\xbf\xbd");
  g_assert_cmpstr (nothing, ==, "");
}

static void
test_break_lines (void)
{
  g_autofree char *broken = sp_safe_text_break_lines ("ééééé\nab\n", 2);
  g_autofree char *whole = sp_safe_text_break_lines ("ab\ncd", 2);
  g_autofree char *empty = sp_safe_text_break_lines ("", 2);

  g_assert_cmpstr (broken, ==, "éé\néé\né\nab\n");
  g_assert_cmpstr (whole, ==, "ab\ncd");
  g_assert_cmpstr (empty, ==, "");
}

static void
test_summary (void)
{
  g_autofree char *line = sp_safe_text_summary ("  two\n\n words\t\x01 ", 40);
  g_autofree char *cut = sp_safe_text_summary ("abcdefghij", 5);
  g_autofree char *none = sp_safe_text_summary (NULL, 5);

  g_assert_cmpstr (line, ==, "two words ␁");
  g_assert_cmpstr (cut, ==, "abcd…");
  g_assert_cmpstr (none, ==, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/ansi/colors", test_colors);
  g_test_add_func ("/sp/ansi/extended-colors", test_extended_colors);
  g_test_add_func ("/sp/ansi/other-sequences", test_other_sequences);
  g_test_add_func ("/sp/ansi/rewriting", test_rewriting);
  g_test_add_func ("/sp/ansi/hostile-characters", test_hostile_characters);
  g_test_add_func ("/sp/ansi/random", test_random);
  g_test_add_func ("/sp/ansi/bounded", test_every_style_change_is_bounded);
  g_test_add_func ("/sp/safe-text/characters", test_safe_text);
  g_test_add_func ("/sp/safe-text/break-lines", test_break_lines);
  g_test_add_func ("/sp/safe-text/summary", test_summary);

  return g_test_run ();
}
