/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-query.h"

#include <string.h>

#include "base/sp-str.h"

/* The part of an address behind the question mark, in order. Lists come in
 * three spellings, for the SDKs do not agree: `include[]=a&include[]=b`,
 * `include=a&include=b` and `include=a,b`. Owned by one exchange. */

typedef struct
{
  char *name;
  char *value;
} Pair;

struct _SpHttpQuery
{
  GPtrArray *pairs;  /* (owned) of Pair */
};

static void
pair_free (Pair *pair)
{
  g_clear_pointer (&pair->name, g_free);
  g_clear_pointer (&pair->value, g_free);
  g_free (pair); /* the struct itself, in its own free function */
}

/* A bad escape is kept as it is written: the value will be refused where it is read. */
static char *
decode (const char *text,
        gsize       length)
{
  GString *out = g_string_sized_new (length);
  g_autofree char *raw = NULL;

  for (gsize i = 0; i < length; i++)
    {
      int high = i + 2 < length ? g_ascii_xdigit_value (text[i + 1]) : -1;
      int low = i + 2 < length ? g_ascii_xdigit_value (text[i + 2]) : -1;

      if (text[i] == '%' && high >= 0 && low >= 0 && (high | low) != 0)
        {
          g_string_append_c (out, (char) (high * 16 + low));
          i += 2;
        }
      else
        {
          g_string_append_c (out, text[i] == '+' ? ' ' : text[i]);
        }
    }

  raw = g_string_free (out, FALSE);
  return sp_str_make_valid (raw, -1);
}

/**
 * sp_http_query_parse:
 * @text: (nullable): what follows the question mark, still escaped
 *
 * Reads a query. Nothing in it is an error here.
 *
 * Returns: (transfer full): the query, empty for %NULL
 */
SpHttpQuery *
sp_http_query_parse (const char *text)
{
  SpHttpQuery *self = g_new0 (SpHttpQuery, 1);

  self->pairs = g_ptr_array_new_with_free_func ((GDestroyNotify) pair_free);
  while (text != NULL && *text != '\0')
    {
      gsize n = strcspn (text, "&");
      const char *equals = memchr (text, '=', n);
      gsize n_name = equals != NULL ? (gsize) (equals - text) : n;

      if (n > 0)
        {
          Pair *pair = g_new0 (Pair, 1);

          pair->name = decode (text, n_name);
          pair->value = equals != NULL ? decode (equals + 1, n - n_name - 1) : g_strdup ("");
          g_ptr_array_add (self->pairs, pair);
        }
      text += n + (text[n] == '&' ? 1 : 0);
    }

  return self;
}

/**
 * sp_http_query_get:
 * @self: a query
 * @name: the name of a parameter
 *
 * Returns: (nullable): its last value, or %NULL when it is not there
 */
const char *
sp_http_query_get (SpHttpQuery *self,
                   const char  *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  for (guint i = self->pairs->len; i > 0; i--)
    {
      Pair *pair = g_ptr_array_index (self->pairs, i - 1);

      if (g_str_equal (pair->name, name))
        return pair->value;
    }

  return NULL;
}

static gboolean
names_list (const char *written,
            const char *name)
{
  gsize n = strlen (name);

  /* name, name[] and name[0] */
  if (strncmp (written, name, n) != 0)
    return FALSE;
  written += n;
  if (*written == '\0')
    return TRUE;
  if (*written != '[')
    return FALSE;
  written++;
  written += strspn (written, "0123456789");
  return g_str_equal (written, "]");
}

/**
 * sp_http_query_dup_all:
 * @self: a query
 * @name: the name of a list
 *
 * Returns: (transfer full): all its values in order, in any of the three spellings; empty when
 *    there are none
 */
GStrv
sp_http_query_dup_all (SpHttpQuery *self,
                       const char  *name)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  for (guint i = 0; i < self->pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (self->pairs, i);
      g_auto(GStrv) values = NULL;

      if (!names_list (pair->name, name))
        continue;

      values = g_strsplit (pair->value, ",", -1);
      for (guint j = 0; values[j] != NULL; j++)
        if (*g_strstrip (values[j]) != '\0')
          g_strv_builder_add (builder, values[j]);
    }

  return g_strv_builder_end (builder);
}

/**
 * sp_http_query_free:
 * @self: (transfer full): a query
 *
 * Frees it.
 */
void
sp_http_query_free (SpHttpQuery *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->pairs);
  g_free (self);
}
