/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "wire/sp-multipart-parser.h"

#include <string.h>

/* What the parser said, as one text: easy to compare and to read. */
typedef struct
{
  GString  *log;
  gboolean  refuse;
} Seen;

static gboolean
begin (const SpMultipartPart  *part,
       gpointer                user_data,
       GError                **error)
{
  Seen *seen = user_data;

  g_string_append_printf (seen->log, "[%s|%s|%s]", part->name,
                          part->filename != NULL ? part->filename : "-",
                          part->content_type != NULL ? part->content_type : "-");
  if (seen->refuse)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "no");
  return !seen->refuse;
}

static gboolean
data (const guint8  *bytes,
      gsize          size,
      gpointer       user_data,
      GError       **error)
{
  Seen *seen = user_data;

  g_assert_cmpuint (size, >, 0);
  g_string_append_len (seen->log, (const char *) bytes, size);
  return TRUE;
}

static gboolean
end (gpointer   user_data,
     GError   **error)
{
  Seen *seen = user_data;

  g_string_append (seen->log, "[end]");
  return TRUE;
}

static const SpMultipartFuncs funcs = { begin, data, end };

/* Feeds @body in pieces of @size up to @split and whole behind it. */
static char *
run (const char  *boundary,
     const char  *body,
     gsize        length,
     gsize        split,
     gsize        size,
     GError     **error)
{
  Seen seen = { g_string_new (NULL), FALSE };
  g_autoptr(SpMultipartParser) parser = sp_multipart_parser_new (boundary, &funcs, &seen);
  gboolean good = TRUE;

  for (gsize at = 0; good && at < split; at += size)
    good = sp_multipart_parser_feed (parser, (const guint8 *) body + at, MIN (size, split - at), error);
  if (good)
    good = sp_multipart_parser_feed (parser, (const guint8 *) body + split, length - split, error);
  if (good)
    good = sp_multipart_parser_finish (parser, error);

  if (!good)
    g_string_append (seen.log, "[failed]");
  return g_string_free (seen.log, FALSE);
}

static const char form[] =
  "a preamble that counts for nothing\r\n"
  "--X-y\r\n"
  "Content-Disposition: form-data; name=\"purpose\"\r\n"
  "\r\n"
  "assistants\r\n"
  "--X-y\r\n"
  "content-disposition: form-data; filename=\"na\\\"me.csv\"; name=\"file\"\r\n"
  "Content-Type: text/csv\r\n"
  "\r\n"
  "a,b\r\n--X-\r\n--X-z\r\n1,2\r\n\r\n"
  "\r\n--X-y\r\n"
  "Content-Disposition: form-data; name=empty\r\n"
  "\r\n"
  "\r\n--X-y--\r\n"
  "an epilogue";

static const char form_log[] =
  "[purpose|-|-]assistants[end]"
  "[file|na\"me.csv|text/csv]a,b\r\n--X-\r\n--X-z\r\n1,2\r\n\r\n[end]"
  "[empty|-|-][end]";

static void
test_splits (void)
{
  const gsize length = sizeof form - 1;

  for (gsize split = 0; split <= length; split++)
    for (gsize size = 1; size <= 16; size++)
      {
        g_autoptr(GError) error = NULL;
        g_autofree char *log = run ("X-y", form, length, split, size, &error);

        g_assert_no_error (error);
        g_assert_cmpstr (log, ==, form_log);
      }
}

static void
test_truncated (void)
{
  const gsize whole = strstr (form, "--X-y--") + 7 - form;

  for (gsize length = 0; length < whole; length++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *log = run ("X-y", form, length, 0, 1, &error);

      g_assert_error (error, SP_MULTIPART_ERROR, SP_MULTIPART_ERROR_TRUNCATED);
    }
}

static void
test_filenames (void)
{
  static const struct
  {
    const char *header;
    const char *filename;
  } cases[] = {
    { "form-data; name=\"file\"; filename=\"Umsätze 2024.csv\"", "Umsätze 2024.csv" },
    { "form-data; name=file; filename=plain.csv", "plain.csv" },
    { "form-data; name=file; filename=\"a.csv\"; filename*=UTF-8''%e2%82%ac.csv", "€.csv" },
    { "form-data; name=file; filename*=utf-8'de'z%C3%BCge.csv", "züge.csv" },
    { "form-data; name=file; filename=\"C:\\dir\\a.csv\"", "C:\\dir\\a.csv" },
    { "form-data; name=file; filename=\"50%22 100%.csv\"", "50\" 100%.csv" },
    { "form-data; name=file; filename=\"a;b=c.csv\"", "a;b=c.csv" },
    { "form-data; name=file; filename=\"\"", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strdup_printf ("--b\r\nContent-Disposition: %s\r\n\r\nx\r\n--b--", cases[i].header);
      g_autofree char *expected = g_strdup_printf ("[file|%s|-]x[end]", cases[i].filename);
      g_autoptr(GError) error = NULL;
      g_autofree char *log = run ("b", body, strlen (body), 0, 1, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (log, ==, expected);
    }
}

static void
test_invalid_utf8_name (void)
{
  static const char body[] = "--b\r\nContent-Disposition: form-data; name=file; filename=\"\xff.csv\"\r\n\r\nx\r\n--b--";
  g_autoptr(GError) error = NULL;
  g_autofree char *log = run ("b", body, sizeof body - 1, 0, 1, &error);

  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (log, -1, NULL));
  g_assert_nonnull (strstr (log, ".csv"));
}

static void
test_broken (void)
{
  static const struct
  {
    const char       *body;
    SpMultipartError  code;
  } cases[] = {
    { "--b\r\nno colon\r\n\r\nx\r\n--b--", SP_MULTIPART_ERROR_SYNTAX },
    { "--b\r\n\r\nx\r\n--b--", SP_MULTIPART_ERROR_SYNTAX },
    { "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", SP_MULTIPART_ERROR_SYNTAX },
    { "--bx\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--bx--", SP_MULTIPART_ERROR_SYNTAX },
    { "nothing at all", SP_MULTIPART_ERROR_TRUNCATED },
    { "", SP_MULTIPART_ERROR_TRUNCATED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize size = 1; size < 4; size++)
      {
        g_autoptr(GError) error = NULL;
        g_autofree char *log = run ("b", cases[i].body, strlen (cases[i].body), strlen (cases[i].body), size, &error);

        g_assert_error (error, SP_MULTIPART_ERROR, (int) cases[i].code);
        g_assert_true (g_str_has_suffix (log, "[failed]"));
      }
}

static void
test_limits (void)
{
  g_autofree char *filler = g_strnfill (20000, 'x');
  g_autofree char *long_header = g_strconcat ("--b\r\nX: ", filler, NULL);
  g_autoptr(GString) many = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *log = run ("b", long_header, strlen (long_header), 0, 1, &error);
  g_autofree char *log_many = NULL;

  g_assert_error (error, SP_MULTIPART_ERROR, SP_MULTIPART_ERROR_TOO_LARGE);
  g_clear_error (&error);

  for (guint i = 0; i < 100; i++)
    g_string_append (many, "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n");
  log_many = run ("b", many->str, many->len, 0, 1, &error);
  g_assert_error (error, SP_MULTIPART_ERROR, SP_MULTIPART_ERROR_TOO_LARGE);
}

static void
test_refused (void)
{
  Seen seen = { g_string_new (NULL), TRUE };
  g_autoptr(SpMultipartParser) parser = sp_multipart_parser_new ("X-y", &funcs, &seen);
  g_autoptr(GError) error = NULL;

  g_assert_false (sp_multipart_parser_feed (parser, (const guint8 *) form, sizeof form - 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_clear_error (&error);
  g_assert_false (sp_multipart_parser_feed (parser, (const guint8 *) "x", 1, &error));
  g_assert_error (error, SP_MULTIPART_ERROR, SP_MULTIPART_ERROR_SYNTAX);
  g_assert_cmpstr (seen.log->str, ==, "[purpose|-|-]");
  g_string_free (g_steal_pointer (&seen.log), TRUE);
}

static gboolean
count_data (const guint8  *bytes,
            gsize          size,
            gpointer       user_data,
            GError       **error)
{
  *(gsize *) user_data += size;
  return TRUE;
}

static gboolean
any_begin (const SpMultipartPart  *part,
           gpointer                user_data,
           GError                **error)
{
  return TRUE;
}

static gboolean
any_end (gpointer   user_data,
         GError   **error)
{
  return TRUE;
}

static void
test_constant_memory (void)
{
  static const SpMultipartFuncs counting = { any_begin, count_data, any_end };
  gsize total = 0;
  g_autoptr(SpMultipartParser) parser = sp_multipart_parser_new ("b", &counting, &total);
  g_autofree char *piece = g_strnfill (8192, '-');
  const char *head = "--b\r\nContent-Disposition: form-data; name=file; filename=f\r\n\r\n";
  g_autoptr(GError) error = NULL;

  g_assert_true (sp_multipart_parser_feed (parser, (const guint8 *) head, strlen (head), &error));
  for (guint i = 0; i < 2000; i++)
    {
      g_assert_true (sp_multipart_parser_feed (parser, (const guint8 *) piece, 8192, &error));
      g_assert_cmpuint (sp_multipart_parser_get_held (parser), <, 16);
    }
  g_assert_true (sp_multipart_parser_feed (parser, (const guint8 *) "\r\n--b--", 7, &error));
  g_assert_true (sp_multipart_parser_finish (parser, &error));
  g_assert_cmpuint (total, ==, 2000 * 8192);
}

static void
test_boundary (void)
{
  static const struct
  {
    const char *type;
    const char *boundary;
  } cases[] = {
    { "multipart/form-data; boundary=abc", "abc" },
    { "multipart/form-data; charset=utf-8; Boundary=\"a b;c\"", "a b;c" },
    { "Multipart/Form-Data;boundary=----WebKit7MA4", "----WebKit7MA4" },
    { "multipart/form-data", NULL },
    { "multipart/form-data; boundary=", NULL },
    { "application/json; boundary=abc", NULL },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *boundary = sp_multipart_dup_boundary (cases[i].type, &error);

      g_assert_cmpstr (boundary, ==, cases[i].boundary);
      if (cases[i].boundary == NULL)
        g_assert_error (error, SP_MULTIPART_ERROR, SP_MULTIPART_ERROR_BOUNDARY);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/multipart-parser/splits", test_splits);
  g_test_add_func ("/sp/multipart-parser/truncated", test_truncated);
  g_test_add_func ("/sp/multipart-parser/filenames", test_filenames);
  g_test_add_func ("/sp/multipart-parser/invalid-utf8-name", test_invalid_utf8_name);
  g_test_add_func ("/sp/multipart-parser/broken", test_broken);
  g_test_add_func ("/sp/multipart-parser/limits", test_limits);
  g_test_add_func ("/sp/multipart-parser/refused", test_refused);
  g_test_add_func ("/sp/multipart-parser/constant-memory", test_constant_memory);
  g_test_add_func ("/sp/multipart-parser/boundary", test_boundary);

  return g_test_run ();
}
