/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-citations.h"

#include <string.h>

#include "base/sp-json.h"

/* The citations of files in an answer (foundry-v2.md 5.6): each link
 * `sandbox:/mnt/data/NAME` gets an annotation whose span covers exactly that
 * text, counted in Unicode code points. Names may hold spaces and brackets, so
 * the end of a link is found by the names that exist, the longest first, and
 * not by punctuation. */

#define LINK_PREFIX "sandbox:/mnt/data/"

/* How many bytes of @text spell @name, plainly or percent-encoded; 0 if they do not. */
static gsize
match_name (const char *text,
            const char *name)
{
  const char *p = text;

  while (*name != '\0')
    {
      if (*p == *name)
        p++;
      else if (p[0] == '%' && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]) &&
               (g_ascii_xdigit_value (p[1]) << 4 | g_ascii_xdigit_value (p[2])) == (guchar) *name)
        p += 3;
      else
        return 0;

      name++;
    }

  return (gsize) (p - text);
}

static JsonObject *
find_file (const char *text,
           GPtrArray  *files,
           gsize      *length)
{
  JsonObject *best = NULL;

  *length = 0;
  for (guint i = 0; i < files->len; i++)
    {
      JsonObject *file = g_ptr_array_index (files, i);
      const char *path = sp_json_peek_string (file, "path", "");
      gsize size;

      if (!g_str_has_prefix (path, "/mnt/data/"))
        continue;

      size = match_name (text, path + strlen ("/mnt/data/"));
      if (size > *length)
        {
          *length = size;
          best = file;
        }
    }

  return best;
}

static void
add_citation (JsonArray  *annotations,
              JsonObject *file,
              glong       start,
              glong       end)
{
  JsonObject *annotation = json_object_new ();
  g_autofree char *filename = g_path_get_basename (sp_json_peek_string (file, "path", ""));

  json_object_set_string_member (annotation, "type", "container_file_citation");
  json_object_set_string_member (annotation, "container_id",
                                 sp_json_peek_string (file, "container_id", ""));
  json_object_set_string_member (annotation, "file_id", sp_json_peek_string (file, "id", ""));
  json_object_set_string_member (annotation, "filename", filename);
  json_object_set_int_member (annotation, "start_index", start);
  json_object_set_int_member (annotation, "end_index", end);
  json_array_add_object_element (annotations, annotation);
}

/**
 * sp_citations_find:
 * @text: the text of an answer
 * @files: (element-type JsonObject): the ContainerFiles that can be linked
 * @fresh: (nullable) (element-type JsonObject): those that this turn made; the
 *   ones that the text does not link are cited too, at its end
 *
 * Returns: (transfer full): the annotations in the order of the text
 */
JsonArray *
sp_citations_find (const char *text,
                   GPtrArray  *files,
                   GPtrArray  *fresh)
{
  g_autoptr(JsonArray) annotations = json_array_new ();
  g_autoptr(GHashTable) cited = g_hash_table_new (g_str_hash, g_str_equal);
  const char *link = text;
  glong end = g_utf8_strlen (text, -1);

  while ((link = strstr (link, LINK_PREFIX)) != NULL)
    {
      const char *name = link + strlen (LINK_PREFIX);
      gsize length;
      JsonObject *file = find_file (name, files, &length);

      if (file != NULL)
        {
          glong start = g_utf8_pointer_to_offset (text, link);

          add_citation (annotations, file, start,
                        start + g_utf8_strlen (link, (gssize) (strlen (LINK_PREFIX) + length)));
          g_hash_table_add (cited, (gpointer) sp_json_peek_string (file, "id", ""));
        }

      link = name + length;
    }

  for (guint i = 0; fresh != NULL && i < fresh->len; i++)
    {
      JsonObject *file = g_ptr_array_index (fresh, i);

      if (!g_hash_table_contains (cited, sp_json_peek_string (file, "id", "")))
        add_citation (annotations, file, end, end);
    }

  return g_steal_pointer (&annotations);
}
