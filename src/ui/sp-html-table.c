/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Reads the first table of a piece of HTML into an SpGrid, and nothing else: no HTML is ever rendered. The text comes
 * out of a sandbox, so tags may be missing, forged or endless; the reader goes forward only, in time linear in the text,
 * and keeps no more than a grid may hold. */

#include "config.h"

#include "ui/sp-html-table.h"

#include <string.h>

#include "base/sp-str.h"

/* What we look at: a table that fills a screen has some kilobytes. */
#define MAX_HTML (2 * 1024 * 1024)
#define MAX_NAME 16

typedef struct
{
  char     name[MAX_NAME];   /* lower case; "" for what is not a tag */
  gboolean closing;
  guint    colspan;
  guint    rowspan;
} Tag;

typedef struct
{
  const char *p;
  const char *end;
  guint       depth;         /* of tables */
  gboolean    in_head;
  gboolean    row_is_header;
  gboolean    in_cell;
  Tag         cell_tag;
  GString    *cell;
  GPtrArray  *row;           /* of char*, the row being read; NULL outside of one */
  GPtrArray  *header;        /* of char* */
  GPtrArray  *rows;          /* of GPtrArray of char* */
  guint       carried[SP_GRID_MAX_COLUMNS];  /* rows that a cell above still reaches down */
} Reader;

static void
reader_clear (Reader *reader)
{
  g_clear_pointer (&reader->row, g_ptr_array_unref);
  g_clear_pointer (&reader->header, g_ptr_array_unref);
  g_clear_pointer (&reader->rows, g_ptr_array_unref);
  if (reader->cell != NULL)
    g_string_free (g_steal_pointer (&reader->cell), TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

static gunichar
named_entity (const char *name,
              gsize       length)
{
  static const struct { const char *name; gunichar character; } entities[] = {
    { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' }, { "nbsp", ' ' },
    { "times", 0xd7 }, { "hellip", 0x2026 }, { "ndash", 0x2013 }, { "mdash", 0x2014 }, { "minus", 0x2212 },
    { "euro", 0x20ac }, { "pound", 0xa3 }, { "deg", 0xb0 }, { "plusmn", 0xb1 }, { "micro", 0xb5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    if (strlen (entities[i].name) == length && memcmp (entities[i].name, name, length) == 0)
      return entities[i].character;
  return 0;
}

/* Reads "&…;" at the reader's place; anything else than an entity is an ampersand. */
static gunichar
read_entity (Reader *reader)
{
  const char *start = reader->p + 1;
  gsize room = MIN ((gsize) (reader->end - start), 12);
  const char *semicolon = memchr (start, ';', room);
  gunichar character = 0;

  if (semicolon != NULL && *start == '#')
    {
      gboolean hex = start[1] == 'x' || start[1] == 'X';

      character = (gunichar) g_ascii_strtoull (start + (hex ? 2 : 1), NULL, hex ? 16 : 10);
      if (!g_unichar_validate (character) || character == 0)
        character = 0xfffd;
    }
  else if (semicolon != NULL)
    character = named_entity (start, semicolon - start);

  if (character == 0)
    {
      reader->p++;
      return '&';
    }
  reader->p = semicolon + 1;
  return character;
}

static guint
attribute_number (const char *start,
                  const char *end,
                  const char *name,
                  guint       max)
{
  gsize length = strlen (name);

  for (const char *p = start; p + length < end; p++)
    if (g_ascii_strncasecmp (p, name, length) == 0)
      {
        p += length;
        while (p < end && strchr (" =\"'", *p) != NULL)
          p++;
        return CLAMP ((guint) g_ascii_strtoull (p, NULL, 10), 1, max);
      }
  return 1;
}

/* Where the tag at @p ends: at the ">" outside of quotes. */
static const char *
find_tag_end (const char *p,
              const char *end)
{
  char quote = 0;

  for (; p < end; p++)
    {
      if (quote != 0)
        quote = *p == quote ? 0 : quote;
      else if (*p == '"' || *p == '\'')
        quote = *p;
      else if (*p == '>')
        return p;
    }
  return end;
}

static void
skip_past (Reader     *reader,
           const char *word)
{
  const char *found = g_strstr_len (reader->p, reader->end - reader->p, word);

  reader->p = found != NULL ? found + strlen (word) : reader->end;
}

/* Reads "<…>" at the reader's place. */
static void
read_tag (Reader *reader,
          Tag    *tag)
{
  const char *start = reader->p + 1;
  const char *end;
  guint length = 0;

  memset (tag, 0, sizeof *tag);
  if (reader->end - reader->p >= 4 && memcmp (reader->p, "<!--", 4) == 0)
    {
      skip_past (reader, "-->");
      return;
    }

  end = find_tag_end (start, reader->end);
  reader->p = MIN (end + 1, reader->end);
  tag->closing = start < end && *start == '/';
  start += tag->closing ? 1 : 0;
  while (start < end && length < MAX_NAME - 1 && g_ascii_isalnum (*start))
    tag->name[length++] = g_ascii_tolower (*start++);
  if (strcmp (tag->name, "td") == 0 || strcmp (tag->name, "th") == 0)
    {
      tag->colspan = attribute_number (start, end, "colspan", SP_GRID_MAX_COLUMNS);
      tag->rowspan = attribute_number (start, end, "rowspan", SP_GRID_MAX_ROWS);
    }
}

static void
skip_element (Reader     *reader,
              const char *name)
{
  while (reader->p < reader->end)
    {
      const char *next = memchr (reader->p, '<', reader->end - reader->p);
      Tag tag;

      reader->p = next != NULL ? next : reader->end;
      if (next == NULL)
        return;
      read_tag (reader, &tag);
      if (tag.closing && strcmp (tag.name, name) == 0)
        return;
    }
}

/* A cell that stretches down from a row above leaves an empty text in this one. */
static void
fill_carried (Reader *reader)
{
  while (reader->row->len < SP_GRID_MAX_COLUMNS && reader->carried[reader->row->len] > 0)
    {
      reader->carried[reader->row->len]--;
      g_ptr_array_add (reader->row, g_strdup (""));
    }
}

static void
end_cell (Reader *reader)
{
  if (!reader->in_cell)
    return;

  reader->in_cell = FALSE;
  g_strstrip (reader->cell->str);
  fill_carried (reader);
  for (guint i = 0; i < reader->cell_tag.colspan && reader->row->len < SP_GRID_MAX_COLUMNS; i++)
    {
      reader->carried[reader->row->len] = reader->cell_tag.rowspan - 1;
      g_ptr_array_add (reader->row, g_strdup (i == 0 || reader->in_head ? reader->cell->str : ""));
    }
}

/* Headers of several rows become one: "2023 / sales". */
static void
merge_header (Reader *reader)
{
  for (guint i = 0; i < reader->row->len; i++)
    {
      const char *below = g_ptr_array_index (reader->row, i);
      g_autofree char *above = NULL;

      if (i >= reader->header->len)
        {
          g_ptr_array_add (reader->header, g_strdup (below));
          continue;
        }
      if (*below == '\0' || strcmp (reader->header->pdata[i], below) == 0 ||
          strlen (reader->header->pdata[i]) > SP_GRID_MAX_CELL)
        continue;
      above = g_steal_pointer (&reader->header->pdata[i]);
      reader->header->pdata[i] = *above == '\0' ? g_strdup (below) : g_strconcat (above, " / ", below, NULL);
    }
}

static void
end_row (Reader *reader)
{
  end_cell (reader);
  if (reader->row == NULL)
    return;

  fill_carried (reader);
  if (reader->in_head || (reader->row_is_header && reader->rows->len == 0))
    merge_header (reader);
  else if (reader->row->len > 0 && reader->rows->len < SP_GRID_MAX_ROWS)
    g_ptr_array_add (reader->rows, g_steal_pointer (&reader->row));
  g_clear_pointer (&reader->row, g_ptr_array_unref);
}

static void
begin_cell (Reader    *reader,
            const Tag *tag)
{
  end_cell (reader);
  if (reader->row == NULL)
    {
      reader->row = g_ptr_array_new_with_free_func (g_free);
      reader->row_is_header = TRUE;
    }
  reader->in_cell = TRUE;
  reader->cell_tag = *tag;
  if (strcmp (tag->name, "td") == 0)
    reader->row_is_header = FALSE;
  g_string_truncate (reader->cell, 0);
}

/* Returns FALSE when the table has ended. */
static gboolean
handle_tag (Reader    *reader,
            const Tag *tag)
{
  if (strcmp (tag->name, "table") == 0)
    {
      reader->depth += tag->closing ? (guint) -1 : 1;
      return reader->depth > 0;
    }
  if (reader->depth > 1)
    return TRUE;

  if (strcmp (tag->name, "tr") == 0)
    {
      end_row (reader);
      if (!tag->closing)
        {
          reader->row = g_ptr_array_new_with_free_func (g_free);
          reader->row_is_header = TRUE;
        }
    }
  else if (strcmp (tag->name, "thead") == 0 || strcmp (tag->name, "tbody") == 0)
    {
      end_row (reader);
      reader->in_head = !tag->closing && tag->name[1] == 'h';
    }
  else if ((strcmp (tag->name, "td") == 0 || strcmp (tag->name, "th") == 0) && tag->closing)
    end_cell (reader);
  else if (strcmp (tag->name, "td") == 0 || strcmp (tag->name, "th") == 0)
    begin_cell (reader, tag);
  else if (strcmp (tag->name, "br") == 0 || strcmp (tag->name, "p") == 0)
    g_string_append_c (reader->cell, ' ');

  return TRUE;
}

static void
read_text (Reader *reader)
{
  gunichar character;

  if (*reader->p == '&')
    character = read_entity (reader);
  else
    {
      character = g_utf8_get_char (reader->p);
      reader->p = g_utf8_next_char (reader->p);
    }
  if (!reader->in_cell || reader->cell->len > SP_GRID_MAX_CELL * 4)
    return;
  if (character < 0x80 && g_ascii_isspace ((char) character))
    character = ' ';
  if (character != ' ' || (reader->cell->len > 0 && reader->cell->str[reader->cell->len - 1] != ' '))
    g_string_append_unichar (reader->cell, character);
}

static gboolean
read_table (Reader *reader)
{
  gboolean found = FALSE;

  while (reader->p < reader->end)
    {
      Tag tag;

      if (*reader->p != '<')
        {
          read_text (reader);
          continue;
        }
      read_tag (reader, &tag);
      if (!tag.closing && (strcmp (tag.name, "style") == 0 || strcmp (tag.name, "script") == 0))
        skip_element (reader, tag.name);
      else if (reader->depth == 0 && (tag.closing || strcmp (tag.name, "table") != 0))
        continue;
      else if (!handle_tag (reader, &tag))
        break;
      else
        found = TRUE;
    }
  end_row (reader);

  return found;
}

static SpGrid *
make_grid (Reader *reader)
{
  g_autoptr(SpGrid) grid = NULL;
  guint n_columns = reader->header->len;

  for (guint i = 0; i < reader->rows->len; i++)
    n_columns = MAX (n_columns, ((GPtrArray *) g_ptr_array_index (reader->rows, i))->len);
  while (reader->header->len < n_columns)
    g_ptr_array_add (reader->header, g_strdup (""));
  g_ptr_array_add (reader->header, NULL);

  grid = sp_grid_new ((const char *const *) reader->header->pdata);
  for (guint i = 0; i < reader->rows->len; i++)
    {
      GPtrArray *row = g_ptr_array_index (reader->rows, i);

      g_ptr_array_add (row, NULL);
      sp_grid_add_row (grid, (const char *const *) row->pdata);
    }
  return g_steal_pointer (&grid);
}

/* pandas writes the size of the whole below what it shows. */
static void
read_totals (Reader *reader,
             SpGrid *grid)
{
  g_autofree char *rest = g_strndup (reader->p, MIN (reader->end - reader->p, 200));
  g_autoptr(GRegex) regex = g_regex_new ("(\\d{1,15}) rows × (\\d{1,9}) columns", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  g_autofree char *valid = sp_str_make_valid (rest, -1);

  if (g_regex_match (regex, valid, 0, &match))
    {
      g_autofree char *rows = g_match_info_fetch (match, 1);
      g_autofree char *columns = g_match_info_fetch (match, 2);

      sp_grid_set_totals (grid, g_ascii_strtoll (rows, NULL, 10), g_ascii_strtoll (columns, NULL, 10));
    }
}

/**
 * sp_html_table_parse:
 * @html: HTML of any quality
 * @length: its bytes, or -1 when it ends with a zero
 * @error: return location for an error
 *
 * Reads the first table in @html.
 *
 * Returns: (transfer full): the table, or %NULL with %G_IO_ERROR_NOT_FOUND when there is none
 */
SpGrid *
sp_html_table_parse (const char  *html,
                     gssize       length,
                     GError     **error)
{
  g_autofree char *valid = NULL;
  g_autoptr(SpGrid) grid = NULL;
  g_auto(Reader) reader = { 0 };
  gsize n_bytes;

  g_return_val_if_fail (html != NULL, NULL);

  n_bytes = length < 0 ? strnlen (html, MAX_HTML) : (gsize) MIN (length, MAX_HTML);
  valid = sp_str_make_valid (html, (gssize) n_bytes);
  reader.p = valid;
  reader.end = valid + strlen (valid);
  reader.cell = g_string_new (NULL);
  reader.header = g_ptr_array_new_with_free_func (g_free);
  reader.rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  if (!read_table (&reader) || (reader.header->len == 0 && reader.rows->len == 0))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no table in it");
      return NULL;
    }

  grid = make_grid (&reader);
  read_totals (&reader, grid);

  return g_steal_pointer (&grid);
}
