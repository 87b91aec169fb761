/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Reads what a program wrote for a terminal: colours and weights become runs over a plain text; a carriage return or
 * backspace rewrites the line as a terminal would (progress bars); every other escape sequence is left out. Pure
 * functions over untrusted bytes; the log view turns runs into Pango attributes. */

#include "config.h"

#include "ui/sp-ansi.h"

#include <string.h>

#include "base/sp-str.h"
#include "ui/sp-safe-text.h"

#define MAX_PARAMETERS 16

/* So many changes of style that no person needs more; a hostile text could hold one per character. */
#define MAX_RUNS 20000

typedef struct
{
  GString   *text;
  GArray    *runs;
  gsize      line_start;
  SpAnsiRun  style;       /* start: where the current style began */
  gboolean   returned;    /* a carriage return waits for what follows */
} Parser;

static gboolean
style_is_plain (const SpAnsiRun *style)
{
  return style->flags == 0 && style->foreground == SP_ANSI_NO_COLOR && style->background == SP_ANSI_NO_COLOR;
}

static void
close_run (Parser *parser)
{
  parser->style.end = parser->text->len;
  if (parser->style.end > parser->style.start && !style_is_plain (&parser->style) && parser->runs->len < MAX_RUNS)
    g_array_append_val (parser->runs, parser->style);
  parser->style.start = parser->text->len;
}

static void
truncate_to (Parser *parser,
             gsize   length)
{
  g_string_truncate (parser->text, length);
  parser->style.start = MIN (parser->style.start, length);

  while (parser->runs->len > 0)
    {
      SpAnsiRun *last = &g_array_index (parser->runs, SpAnsiRun, parser->runs->len - 1);

      last->end = MIN (last->end, length);
      if (last->end > last->start)
        break;
      g_array_set_size (parser->runs, parser->runs->len - 1);
    }
}

static void
backspace (Parser *parser)
{
  const char *end = parser->text->str + parser->text->len;

  if (parser->text->len > parser->line_start)
    truncate_to (parser, g_utf8_prev_char (end) - parser->text->str);
}

/* 256 colours: the palette, a cube of 6 × 6 × 6, then 24 greys. */
static int
indexed_color (guint index)
{
  static const guint8 levels[] = { 0, 95, 135, 175, 215, 255 };
  guint grey;

  if (index < 16)
    return (int) index;
  if (index < 232)
    {
      index -= 16;
      return SP_ANSI_RGB | levels[index / 36] << 16 | levels[index / 6 % 6] << 8 | levels[index % 6];
    }
  grey = 8 + 10 * (MIN (index, 255) - 232);
  return (int) (SP_ANSI_RGB | grey << 16 | grey << 8 | grey);
}

/* 38;5;N and 38;2;R;G;B. Returns how many parameters it used beyond the first. */
static guint
extended_color (const guint *parameters,
                guint        n_parameters,
                int         *color)
{
  if (n_parameters >= 3 && parameters[1] == 5)
    {
      *color = indexed_color (parameters[2]);
      return 2;
    }
  if (n_parameters >= 5 && parameters[1] == 2)
    {
      *color = (int) (SP_ANSI_RGB | (parameters[2] & 0xff) << 16 | (parameters[3] & 0xff) << 8 | (parameters[4] & 0xff));
      return 4;
    }
  return n_parameters;
}

static void
reset_style (SpAnsiRun *style)
{
  style->flags = 0;
  style->foreground = SP_ANSI_NO_COLOR;
  style->background = SP_ANSI_NO_COLOR;
}

static void
apply_flag (SpAnsiRun *style,
            guint      code)
{
  static const guint on[] = {
    0, SP_ANSI_BOLD, SP_ANSI_DIM, SP_ANSI_ITALIC, SP_ANSI_UNDERLINE, 0, 0, SP_ANSI_INVERSE, 0, SP_ANSI_STRIKE,
  };

  if (code < G_N_ELEMENTS (on))
    style->flags |= on[code];
  else if (code == 22)
    style->flags &= ~(guint) (SP_ANSI_BOLD | SP_ANSI_DIM);
  else if (code > 20 && code < 30)
    style->flags &= ~on[code - 20];
}

static void
apply_sgr (Parser      *parser,
           const guint *parameters,
           guint        n_parameters)
{
  SpAnsiRun *style = &parser->style;

  close_run (parser);
  for (guint i = 0; i < n_parameters; i++)
    {
      guint code = parameters[i];

      if (code == 0)
        reset_style (style);
      else if (code < 30)
        apply_flag (style, code);
      else if (code == 38)
        i += extended_color (parameters + i, n_parameters - i, &style->foreground);
      else if (code == 48)
        i += extended_color (parameters + i, n_parameters - i, &style->background);
      else if (code == 39)
        style->foreground = SP_ANSI_NO_COLOR;
      else if (code == 49)
        style->background = SP_ANSI_NO_COLOR;
      else if (code < 38)
        style->foreground = (int) code - 30;
      else if (code >= 40 && code < 48)
        style->background = (int) code - 40;
      else if (code >= 90 && code < 98)
        style->foreground = (int) code - 90 + 8;
      else if (code >= 100 && code < 108)
        style->background = (int) code - 100 + 8;
    }
}

/* Reads from after "ESC [". Returns where the sequence ends. */
static const char *
read_csi (Parser     *parser,
          const char *p)
{
  guint parameters[MAX_PARAMETERS] = { 0 };
  guint n_parameters = 0;
  gboolean private = FALSE;

  for (; *p >= 0x20 && *p <= 0x3f; p++)
    {
      if (*p >= '0' && *p <= '9')
        {
          if (n_parameters < MAX_PARAMETERS)
            parameters[n_parameters] = MIN (parameters[n_parameters] * 10 + (guint) (*p - '0'), 100000);
        }
      else if (*p == ';' || *p == ':')
        n_parameters = MIN (n_parameters + 1, MAX_PARAMETERS);
      else
        private = TRUE;
    }
  n_parameters = MIN (n_parameters + 1, MAX_PARAMETERS);

  if (*p < 0x40 || *p > 0x7e)
    return p;
  if (*p == 'm' && !private)
    apply_sgr (parser, parameters, n_parameters);
  else if (*p == 'K' && parser->returned)
    truncate_to (parser, parser->line_start);
  return p + 1;
}

/* Reads from after "ESC ]", "ESC P" and their like: up to BEL or "ESC \". An unfinished one takes its line only. */
static const char *
read_string (const char *p)
{
  for (; *p != '\0' && *p != '\n'; p++)
    {
      if (*p == '\a')
        return p + 1;
      if (p[0] == '\033' && p[1] == '\\')
        return p + 2;
    }
  return p;
}

static const char *
read_escape (Parser     *parser,
             const char *p)
{
  switch (*p)
    {
    case '[':
      return read_csi (parser, p + 1);
    case ']':
    case 'P':
    case 'X':
    case '^':
    case '_':
      return read_string (p + 1);
    default:
      /* Two characters, or a charset choice of three. */
      while (*p >= 0x20 && *p <= 0x2f)
        p++;
      return *p >= 0x30 && *p <= 0x7e ? p + 1 : p;
    }
}

static void
read_char (Parser   *parser,
           gunichar  character)
{
  if (parser->returned && character != '\n')
    truncate_to (parser, parser->line_start);
  parser->returned = FALSE;

  sp_safe_text_append_char (parser->text, character);
  if (character == '\n')
    parser->line_start = parser->text->len;
}

/**
 * sp_ansi_parse:
 * @bytes: what a program wrote
 * @length: how many bytes, or -1 when it ends with a zero
 *
 * Separates what a program wrote into text and styles.
 *
 * Returns: (transfer full): the text, safe to show, and its styled runs
 */
SpAnsiText *
sp_ansi_parse (const char *bytes,
               gssize      length)
{
  g_autofree char *valid = NULL;
  SpAnsiText *result;
  Parser parser = { 0 };
  const char *p;

  g_return_val_if_fail (bytes != NULL, NULL);

  valid = sp_str_make_valid (bytes, length);
  parser.text = g_string_sized_new (strlen (valid));
  parser.runs = g_array_new (FALSE, FALSE, sizeof (SpAnsiRun));
  reset_style (&parser.style);

  for (p = valid; *p != '\0';)
    {
      if (*p == '\033')
        {
          p = read_escape (&parser, p + 1);
          continue;
        }
      if (*p == '\r')
        parser.returned = TRUE;
      else if (*p == '\b')
        backspace (&parser);
      else if (*p != '\a')
        read_char (&parser, g_utf8_get_char (p));
      p = g_utf8_next_char (p);
    }
  close_run (&parser);

  result = g_new0 (SpAnsiText, 1);
  result->text = g_string_free (parser.text, FALSE);
  result->runs = parser.runs;

  return result;
}

/**
 * sp_ansi_text_free:
 * @text: (transfer full): a parsed text
 *
 * Frees @text.
 */
void
sp_ansi_text_free (SpAnsiText *text)
{
  g_return_if_fail (text != NULL);

  g_free (text->text);
  g_array_unref (text->runs);
  g_free (text);
}

/**
 * sp_ansi_color_rgb:
 * @color: a colour of a run, not %SP_ANSI_NO_COLOR
 * @dark: whether it stands on a dark ground
 *
 * Chooses the colour to draw with. The palette has a light and a dark side, so
 * that yellow can be read on white and blue on black.
 *
 * Returns: 0xrrggbb
 */
guint32
sp_ansi_color_rgb (int      color,
                   gboolean dark)
{
  static const guint32 on_light[16] = {
    0x241f31, 0xc01c28, 0x1b7f4f, 0x9a6500, 0x1a5fb4, 0x813d9c, 0x0f7285, 0x77767b,
    0x5e5c64, 0xe01b24, 0x26a269, 0xb27300, 0x3584e4, 0x9141ac, 0x1593ab, 0x9a9996,
  };
  static const guint32 on_dark[16] = {
    0x77767b, 0xff7b76, 0x57d38c, 0xf5c211, 0x78aeed, 0xdc8add, 0x5bc8d6, 0xdeddda,
    0x9a9996, 0xff938c, 0x8ff0a4, 0xf9e45b, 0x99c1f1, 0xe9b3ea, 0x93ddc2, 0xffffff,
  };

  if ((color & SP_ANSI_RGB) != 0)
    return (guint32) color & 0xffffff;
  return dark ? on_dark[color & 15] : on_light[color & 15];
}
