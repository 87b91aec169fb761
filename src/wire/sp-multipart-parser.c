/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "wire/sp-multipart-parser.h"

#include <string.h>

#include <glib/gi18n.h>

#include "base/sp-str.h"

/* Reads a multipart/form-data body as it arrives, cut at any byte, and hands
 * the parts on without keeping them: what it holds is at most one fed chunk
 * and one part's headers. Owned by the upload that feeds it; no thread of its
 * own. */

#define MAX_HEADERS (16 * 1024)
#define MAX_PARTS 64
#define MAX_BOUNDARY 200 /* the RFC says 70; some senders know no limit */

typedef enum
{
  STATE_PREAMBLE,  /* before the first boundary */
  STATE_BOUNDARY,  /* right behind a boundary: a line end or "--" */
  STATE_HEADERS,
  STATE_BODY,
  STATE_EPILOGUE,  /* behind the last boundary; ignored */
  STATE_FAILED,
} State;

struct _SpMultipartParser
{
  SpMultipartFuncs  funcs;
  gpointer          user_data;
  char             *delimiter;  /* (owned) line end, two dashes, boundary */
  gsize             delimiter_len;
  GByteArray       *held;       /* (owned) not yet understood */
  State             state;
  guint             n_parts;
};

G_DEFINE_QUARK (sp-multipart-error-quark, sp_multipart_error)

static void
multipart_part_clear (SpMultipartPart *part)
{
  g_clear_pointer (&part->name, g_free);
  g_clear_pointer (&part->filename, g_free);
  g_clear_pointer (&part->content_type, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SpMultipartPart, multipart_part_clear)

/* Reads the value at @text, quoted or not, and moves @text behind it. A
 * backslash escapes only quotes and itself: browsers send Windows paths raw. */
static char *
take_value (const char **text)
{
  GString *value = g_string_new (NULL);
  const char *p = *text;

  if (*p == '"')
    {
      for (p++; *p != '\0' && *p != '"'; p++)
        {
          if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
            p++;
          g_string_append_c (value, *p);
        }
      if (*p == '"')
        p++;
    }
  else
    {
      for (; *p != '\0' && *p != ';'; p++)
        g_string_append_c (value, *p);
      g_strchomp (value->str);
      value->len = strlen (value->str);
    }

  *text = p;
  return g_string_free (value, FALSE);
}

/* The parameter @name of a header value such as `form-data; name="file"`. */
static char *
dup_param (const char *header,
           const char *name)
{
  const char *p = strchr (header, ';');

  while (p != NULL && *p == ';')
    {
      g_autofree char *key = NULL;
      g_autofree char *value = NULL;
      gsize n;

      p += 1 + strspn (p + 1, " \t");
      n = strcspn (p, "=;");
      key = g_strchomp (g_strndup (p, n));
      p += n;
      if (*p == '=')
        {
          p += 1 + strspn (p + 1, " \t");
          value = take_value (&p);
        }
      p = strchr (p, ';');
      if (value != NULL && g_ascii_strcasecmp (key, name) == 0)
        return g_steal_pointer (&value);
    }

  return NULL;
}

/* RFC 5987: UTF-8'en'na%C3%AFve.csv */
static char *
decode_extended (const char *value)
{
  const char *quote = strchr (value, '\'');

  if (quote == NULL || (quote = strchr (quote + 1, '\'')) == NULL ||
      g_ascii_strncasecmp (value, "utf-8'", 6) != 0)
    return NULL;

  return g_uri_unescape_string (quote + 1, NULL);
}

/* What browsers must escape in a quoted name, and nothing else: a name may
 * hold a percent sign of its own. */
static char *
decode_form_escapes (const char *value)
{
  GString *text = g_string_new (value);

  g_string_replace (text, "%22", "\"", 0);
  g_string_replace (text, "%0D", "\r", 0);
  g_string_replace (text, "%0A", "\n", 0);
  return g_string_free (text, FALSE);
}

static char *
dup_filename (const char *disposition)
{
  g_autofree char *extended = dup_param (disposition, "filename*");
  g_autofree char *plain = NULL;
  g_autofree char *decoded = NULL;

  if (extended != NULL && (decoded = decode_extended (extended)) != NULL)
    return sp_str_make_valid (decoded, -1);

  plain = dup_param (disposition, "filename");
  if (plain == NULL)
    return NULL;

  decoded = decode_form_escapes (plain);
  return sp_str_make_valid (decoded, -1);
}

static gboolean
fail_syntax (GError     **error,
             const char  *what)
{
  g_set_error (error, SP_MULTIPART_ERROR, SP_MULTIPART_ERROR_SYNTAX,
               _("The multipart body cannot be read: %s"), what);
  return FALSE;
}

static gboolean
parse_headers (const char       *text,
               SpMultipartPart  *part,
               GError          **error)
{
  g_auto(GStrv) lines = g_strsplit (text, "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *colon = strchr (lines[i], ':');

      if (*lines[i] == '\0')
        continue;
      if (colon == NULL)
        return fail_syntax (error, _("a part has a header line without a colon."));

      *colon = '\0';
      g_strstrip (lines[i]);
      if (g_ascii_strcasecmp (lines[i], "Content-Disposition") == 0)
        {
          g_autofree char *name = dup_param (colon + 1, "name");

          multipart_part_clear (part);
          part->name = name != NULL ? sp_str_make_valid (name, -1) : NULL;
          part->filename = dup_filename (colon + 1);
        }
      else if (g_ascii_strcasecmp (lines[i], "Content-Type") == 0 && part->content_type == NULL)
        {
          part->content_type = sp_str_make_valid (g_strstrip (colon + 1), -1);
        }
    }

  if (part->name == NULL)
    return fail_syntax (error, _("a part does not say which field it is."));
  return TRUE;
}

static void
drop_held (SpMultipartParser *self,
           gsize              n)
{
  if (n > 0)
    g_byte_array_remove_range (self->held, 0, n);
}

static const guint8 *
find_in_held (SpMultipartParser *self,
              const char        *needle,
              gsize              needle_len)
{
  return memmem (self->held->data, self->held->len, needle, needle_len);
}

/* Each step returns TRUE when it moved on and another may follow, FALSE when
 * it needs more bytes or failed. */

static gboolean
step_preamble (SpMultipartParser *self)
{
  const guint8 *at = find_in_held (self, self->delimiter, self->delimiter_len);

  if (at == NULL)
    {
      if (self->held->len >= self->delimiter_len)
        drop_held (self, self->held->len - (self->delimiter_len - 1));
      return FALSE;
    }

  drop_held (self, at - self->held->data + self->delimiter_len);
  self->state = STATE_BOUNDARY;
  return TRUE;
}

static gboolean
step_boundary (SpMultipartParser  *self,
               GError            **error)
{
  const guint8 *p = self->held->data;
  gsize n = 0;

  if (self->held->len >= 2 && p[0] == '-' && p[1] == '-')
    {
      self->state = STATE_EPILOGUE;
      return TRUE;
    }

  while (n < self->held->len && (p[n] == ' ' || p[n] == '\t'))
    n++;
  if (n > MAX_BOUNDARY)
    return fail_syntax (error, _("a boundary line is too long."));
  if (self->held->len - n < 2)
    return FALSE;
  if (p[n] != '\r' || p[n + 1] != '\n')
    return fail_syntax (error, _("something follows a boundary on its line."));
  if (++self->n_parts > MAX_PARTS)
    {
      g_set_error (error, SP_MULTIPART_ERROR, SP_MULTIPART_ERROR_TOO_LARGE,
                   _("The multipart body has more than %d parts."), MAX_PARTS);
      return FALSE;
    }

  /* The line end stays: a part without headers begins with an empty line. */
  drop_held (self, n);
  self->state = STATE_HEADERS;
  return TRUE;
}

static gboolean
step_headers (SpMultipartParser  *self,
              GError            **error)
{
  g_auto(SpMultipartPart) part = { NULL, NULL, NULL };
  g_autofree char *text = NULL;
  const guint8 *end = find_in_held (self, "\r\n\r\n", 4);
  gsize n = end != NULL ? (gsize) (end - self->held->data) : self->held->len;

  if (n > MAX_HEADERS)
    {
      g_set_error (error, SP_MULTIPART_ERROR, SP_MULTIPART_ERROR_TOO_LARGE,
                   _("The headers of a part are longer than %d bytes."), MAX_HEADERS);
      return FALSE;
    }
  if (end == NULL)
    return FALSE;
  if (memchr (self->held->data, '\0', n) != NULL)
    return fail_syntax (error, _("the headers of a part hold a zero byte."));

  text = g_strndup ((const char *) self->held->data, n);
  if (!parse_headers (text, &part, error))
    return FALSE;

  drop_held (self, n + 4);
  self->state = STATE_BODY;
  return self->funcs.part_begin (&part, self->user_data, error);
}

static gboolean
step_body (SpMultipartParser  *self,
           GError            **error)
{
  const guint8 *at = find_in_held (self, self->delimiter, self->delimiter_len);
  gsize n = 0;

  if (at != NULL)
    n = at - self->held->data;
  else if (self->held->len >= self->delimiter_len)
    n = self->held->len - (self->delimiter_len - 1);

  if (n > 0 && !self->funcs.part_data (self->held->data, n, self->user_data, error))
    return FALSE;

  drop_held (self, n);
  if (at == NULL)
    return FALSE;

  drop_held (self, self->delimiter_len);
  self->state = STATE_BOUNDARY;
  return self->funcs.part_end (self->user_data, error);
}

static gboolean
sp_multipart_parser_step (SpMultipartParser  *self,
                          GError            **error)
{
  switch (self->state)
    {
    case STATE_PREAMBLE:
      return step_preamble (self);
    case STATE_BOUNDARY:
      return step_boundary (self, error);
    case STATE_HEADERS:
      return step_headers (self, error);
    case STATE_BODY:
      return step_body (self, error);
    case STATE_EPILOGUE:
      drop_held (self, self->held->len);
      return FALSE;
    case STATE_FAILED:
    default:
      return fail_syntax (error, _("it was already broken."));
    }
}

/**
 * sp_multipart_dup_boundary:
 * @content_type: (nullable): the value of a Content-Type header
 *
 * Finds the boundary of a multipart/form-data body.
 *
 * Returns: (transfer full): the boundary, or %NULL with @error set to %SP_MULTIPART_ERROR_BOUNDARY
 */
char *
sp_multipart_dup_boundary (const char  *content_type,
                           GError     **error)
{
  g_autofree char *boundary = NULL;

  if (content_type != NULL && g_ascii_strncasecmp (content_type, "multipart/", 10) == 0)
    boundary = dup_param (content_type, "boundary");

  if (boundary == NULL || *boundary == '\0' || strlen (boundary) > MAX_BOUNDARY)
    {
      g_set_error_literal (error, SP_MULTIPART_ERROR, SP_MULTIPART_ERROR_BOUNDARY,
                           _("The content type must be multipart/form-data with a boundary."));
      return NULL;
    }

  return g_steal_pointer (&boundary);
}

/**
 * sp_multipart_parser_new:
 * @boundary: what stands between the parts, without dashes
 * @funcs: what to call; copied
 * @user_data: (transfer none): handed to @funcs
 *
 * Makes a parser for one body.
 *
 * Returns: (transfer full): the parser
 */
SpMultipartParser *
sp_multipart_parser_new (const char             *boundary,
                         const SpMultipartFuncs *funcs,
                         gpointer                user_data)
{
  SpMultipartParser *self;

  g_return_val_if_fail (boundary != NULL && *boundary != '\0', NULL);
  g_return_val_if_fail (funcs != NULL, NULL);

  self = g_new0 (SpMultipartParser, 1);
  self->funcs = *funcs;
  self->user_data = user_data;
  self->delimiter = g_strconcat ("\r\n--", boundary, NULL);
  self->delimiter_len = strlen (self->delimiter);
  self->held = g_byte_array_new ();
  /* The first boundary has no line before it that ends. */
  g_byte_array_append (self->held, (const guint8 *) "\r\n", 2);

  return self;
}

/**
 * sp_multipart_parser_feed:
 * @self: a parser
 * @data: (array length=size): the next bytes of the body
 *
 * Reads on and calls the functions for all that has become clear.
 *
 * Returns: %FALSE with @error set when the body is broken (%SP_MULTIPART_ERROR) or a function
 *    refused; nothing may be fed afterwards
 */
gboolean
sp_multipart_parser_feed (SpMultipartParser  *self,
                          const guint8       *data,
                          gsize               size,
                          GError            **error)
{
  g_autoptr(GError) local_error = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (data != NULL || size == 0, FALSE);

  g_byte_array_append (self->held, data, size);
  while (sp_multipart_parser_step (self, &local_error))
    continue;

  if (local_error == NULL)
    return TRUE;

  self->state = STATE_FAILED;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/**
 * sp_multipart_parser_finish:
 * @self: a parser
 *
 * Says that the body has ended.
 *
 * Returns: %FALSE with @error set to %SP_MULTIPART_ERROR_TRUNCATED when its last boundary never
 *    came
 */
gboolean
sp_multipart_parser_finish (SpMultipartParser  *self,
                            GError            **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->state == STATE_EPILOGUE)
    return TRUE;

  g_set_error_literal (error, SP_MULTIPART_ERROR, SP_MULTIPART_ERROR_TRUNCATED,
                       _("The multipart body ended before its last boundary."));
  return FALSE;
}

/**
 * sp_multipart_parser_get_held:
 * @self: a parser
 *
 * For tests and for counting memory.
 *
 * Returns: how many bytes wait to be understood
 */
gsize
sp_multipart_parser_get_held (SpMultipartParser *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->held->len;
}

/**
 * sp_multipart_parser_free:
 * @self: (transfer full): a parser
 *
 * Frees it, whatever state it is in; no function is called.
 */
void
sp_multipart_parser_free (SpMultipartParser *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->held, g_byte_array_unref);
  g_clear_pointer (&self->delimiter, g_free);
  g_free (self); /* the struct itself, in its own free function */
}
