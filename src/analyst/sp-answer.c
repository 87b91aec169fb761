/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Writes the analyst's answers: what was understood, the values, the files, and what has to be said about the data. The
 * values come from the table that the cell displayed; it is untrusted, so every member is checked. Pure functions. */

#include "config.h"

#include "analyst/sp-answer.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n.h>

#include "analyst/sp-compiler-private.h"
#include "analyst/sp-sentence.h"
#include "base/sp-json.h"

#define TABLE_MIME "application/vnd.sandpiper.table+json"

/* More columns than this in one row are written one below the other. */
#define WIDE 5
#define MAX_COLUMNS_SHOWN 12

static JsonObject *
find_table (const SpChatMessage *output)
{
  JsonArray *bundles;

  if (output->data == NULL || !JSON_NODE_HOLDS_ARRAY (output->data))
    return NULL;
  bundles = json_node_get_array (output->data);
  for (guint i = json_array_get_length (bundles); i > 0; i--)
    {
      JsonNode *node = json_array_get_element (bundles, i - 1);
      JsonObject *table = JSON_NODE_HOLDS_OBJECT (node) ? sp_json_peek_object (json_node_get_object (node), TABLE_MIME) : NULL;

      if (table != NULL && sp_json_peek_array (table, "columns") != NULL && sp_json_peek_array (table, "rows") != NULL)
        return table;
    }

  return NULL;
}

/**
 * sp_answer_append_escaped:
 * @out: Markdown
 * @text: text from a table or a person, which must not become Markdown of its own
 *
 * Appends @text so that it is shown as it is.
 */
void
sp_answer_append_escaped (GString    *out,
                          const char *text)
{
  g_return_if_fail (out != NULL && text != NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      /* Within a word "_" marks nothing up. */
      gboolean inner = *p == '_' && p > text && g_ascii_isalnum (p[-1]) && g_ascii_isalnum (p[1]);

      if (!inner && strchr ("\\`*_[]<>|#~", *p) != NULL)
        g_string_append_c (out, '\\');
      if (*p == '\n' || *p == '\r')
        g_string_append_c (out, ' ');
      else
        g_string_append_c (out, *p);
    }
}

/* Whole numbers whole; others with as many decimals as four digits need, two at least. */
static void
append_number (GString *out,
               double   value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char format[8];
  int decimals = 2;

  if (value == floor (value) && fabs (value) < 1e15)
    {
      g_string_append_printf (out, "%.0f", value);
      return;
    }
  if (value != 0 && fabs (value) < 1e-6)
    {
      g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.3g", value));
      return;
    }
  if (value != 0 && fabs (value) < 1)
    decimals = CLAMP (3 - (int) floor (log10 (fabs (value))), 4, 10);
  else if (fabs (value) < 100)
    decimals = 4;
  /* Written with a point in every locale, as in the code and the cells. */
  g_snprintf (format, sizeof format, "%%.%df", decimals);
  g_ascii_formatd (buffer, MIN (sizeof buffer, G_ASCII_DTOSTR_BUF_SIZE), format, fabs (value) < 1e15 ? value : 0);
  if (fabs (value) >= 1e15)
    g_ascii_formatd (buffer, sizeof buffer, "%.6g", value);
  /* Noughts at the end say nothing, but two decimals read better than one. */
  for (gsize length = strlen (buffer); length > 3 && buffer[length - 1] == '0' && buffer[length - 3] != '.'; length--)
    buffer[length - 1] = '\0';
  g_string_append (out, buffer);
}

static void
append_cell (GString  *out,
             JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;

  if (type == G_TYPE_STRING)
    sp_answer_append_escaped (out, json_node_get_string (node));
  else if (type == G_TYPE_BOOLEAN)
    g_string_append (out, json_node_get_boolean (node) ? _("yes") : _("no"));
  else if (type == G_TYPE_INT64)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
  else if (type == G_TYPE_DOUBLE)
    append_number (out, json_node_get_double (node));
  else
    g_string_append (out, "–");
}

static const char *
column_name (JsonArray *columns,
             guint      i)
{
  JsonNode *node = json_array_get_element (columns, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? sp_json_peek_string (json_node_get_object (node), "name", "") : "";
}

/* The index of a filtered table is the row's number in the file: the answer has no use for it. */
static gboolean
is_index (JsonArray *columns,
          guint      i)
{
  JsonNode *node = json_array_get_element (columns, i);

  return JSON_NODE_HOLDS_OBJECT (node) && sp_json_peek_boolean (json_node_get_object (node), "index", FALSE) &&
         column_name (columns, i)[0] == '\0';
}

static JsonArray *
row_at (JsonArray *rows,
        guint      i,
        guint      n_columns)
{
  JsonNode *node = json_array_get_element (rows, i);
  JsonArray *row = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  return row != NULL && json_array_get_length (row) >= n_columns ? row : NULL;
}

static void
append_upright (GString   *out,
                JsonArray *columns,
                JsonArray *row)
{
  g_string_append_printf (out, "| %s | %s |\n|---|---|\n", _("column"), _("value"));
  for (guint i = 0; i < json_array_get_length (columns); i++)
    {
      if (is_index (columns, i))
        continue;
      g_string_append (out, "| ");
      sp_answer_append_escaped (out, column_name (columns, i));
      g_string_append (out, " | ");
      append_cell (out, json_array_get_element (row, i));
      g_string_append (out, " |\n");
    }
}

static void
append_flat (GString   *out,
             JsonArray *columns,
             JsonArray *rows)
{
  guint n_columns = json_array_get_length (columns);
  guint first = is_index (columns, 0) ? 1 : 0;
  guint last = MIN (n_columns, first + MAX_COLUMNS_SHOWN);

  g_string_append_c (out, '|');
  for (guint i = first; i < last; i++)
    {
      g_string_append_c (out, ' ');
      sp_answer_append_escaped (out, column_name (columns, i));
      g_string_append (out, " |");
    }
  g_string_append (out, "\n|");
  for (guint i = first; i < last; i++)
    {
      const char *type = sp_json_peek_string (json_array_get_object_element (columns, i), "type", "text");

      g_string_append (out, g_str_equal (type, "number") || g_str_equal (type, "integer") ? "---:|" : "---|");
    }
  g_string_append_c (out, '\n');
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonArray *row = row_at (rows, i, n_columns);

      if (row == NULL)
        continue;
      g_string_append_c (out, '|');
      for (guint j = first; j < last; j++)
        {
          g_string_append_c (out, ' ');
          append_cell (out, json_array_get_element (row, j));
          g_string_append (out, " |");
        }
      g_string_append_c (out, '\n');
    }
  if (last < n_columns)
    g_string_append_printf (out, ngettext ("\n%u more column stands in the output above.\n", "\n%u more columns stand in the output above.\n",
                                           n_columns - last), n_columns - last);
}

static void
append_table (GString    *out,
              JsonObject *table,
              gboolean    saved)
{
  JsonArray *columns = sp_json_peek_array (table, "columns");
  JsonArray *rows = sp_json_peek_array (table, "rows");
  guint n_columns = json_array_get_length (columns);
  guint n_rows = json_array_get_length (rows);
  gint64 all = sp_json_peek_int (table, "n_rows", n_rows);

  if (n_rows == 1 && n_columns > WIDE && row_at (rows, 0, n_columns) != NULL)
    append_upright (out, columns, row_at (rows, 0, n_columns));
  else if (n_columns > 0)
    append_flat (out, columns, rows);
  if (all > n_rows && saved)
    g_string_append_printf (out, _("\nThese are the first %u of %d rows; the file has all of them.\n"), n_rows, (int) all);
  else if (all > n_rows)
    g_string_append_printf (out, _("\nThese are the first %u of %d rows; say “save it as CSV” for all of them.\n"), n_rows, (int) all);
}

/* The figure in short, and unrounded when that differs; @out has opened the emphasis. */
static void
append_value (GString  *out,
              JsonNode *node,
              int       decimals)
{
  gboolean number = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_DOUBLE;
  double exact = number ? json_node_get_double (node) : 0;
  char rounded[G_ASCII_DTOSTR_BUF_SIZE];
  char longer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!number || decimals >= 0 || fabs (exact) < 0.1 || fabs (exact) > 1e12 || exact == floor (exact))
    {
      append_cell (out, node);
      g_string_append (out, "**");
      return;
    }
  g_ascii_formatd (rounded, sizeof rounded, "%.2f", exact);
  g_ascii_formatd (longer, sizeof longer, "%.10g", exact);
  g_string_append_printf (out, "%s**", rounded);
  if (g_ascii_strtod (rounded, NULL) != g_ascii_strtod (longer, NULL))
    g_string_append_printf (out, " (%s: %s)", _("unrounded"), longer);
}

/* One figure reads better as a sentence: "The average of EPS is **29871.16**." */
static gboolean
append_figure (GString          *out,
               const SpAnalysis *analysis,
               JsonObject       *table)
{
  JsonArray *columns = sp_json_peek_array (table, "columns");
  JsonArray *rows = sp_json_peek_array (table, "rows");
  guint first = json_array_get_length (columns) > 0 && is_index (columns, 0) ? 1 : 0;
  JsonArray *row;
  g_autofree char *what = NULL;
  g_autofree char *where = NULL;
  GString *value;

  if (analysis->task != SP_TASK_SUMMARY || analysis->keys->len > 0 || analysis->measures->len != 1 ||
      json_array_get_length (rows) != 1 || json_array_get_length (columns) != first + 1)
    return FALSE;
  row = row_at (rows, 0, first + 1);
  if (row == NULL)
    return FALSE;

  what = sp_sentence_write_measure (g_ptr_array_index (analysis->measures, 0));
  where = sp_sentence_write_filters (analysis);
  what[0] = g_ascii_toupper (what[0]);
  value = g_string_new ("**");
  append_value (value, json_array_get_element (row, first), analysis->decimals);
  g_string_append_printf (out, where[0] != '\0' ? _("%s, where %s, is %s.\n") : _("%s%s is %s.\n"), what, where, value->str);
  g_string_free (value, TRUE);

  return TRUE;
}

static guint
count_lines_with (const char  *text,
                  const char  *needle,
                  const char  *column,
                  gint64      *total)
{
  g_auto(GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *found = strstr (lines[i], needle);
      const char *of = strstr (lines[i], " of ");

      if (found == NULL || of == NULL || !g_str_has_suffix (g_strchomp (lines[i]), column))
        continue;
      *total = g_ascii_strtoll (of + 4, NULL, 10);
      return g_ascii_strtoull (lines[i], NULL, 10);
    }
  *total = -1;

  return 0;
}

/* Once for the whole answer: the numbers that a spreadsheet took for dates, in the columns that were used. */
static void
append_date_warning (GString             *out,
                     const SpAnalysis    *analysis,
                     const SpDataCard    *card,
                     const SpChatMessage *output)
{
  g_autoptr(GPtrArray) used = sp_analysis_list_used (analysis);
  g_autoptr(GString) list = g_string_new (NULL);
  gboolean touched = FALSE;
  double example = 0;

  for (guint i = 0; i < used->len; i++)
    {
      const char *name = g_ptr_array_index (used, i);
      SpDataColumn *column = sp_data_card_get_column (card, name);
      SpFault *fault = column != NULL ? sp_data_column_get_fault (column, SP_FAULT_SPREADSHEET_DATES) : NULL;
      gint64 total;
      guint count;

      if (fault == NULL)
        continue;
      count = count_lines_with (output->text, "values look like spreadsheet dates:", name, &total);
      g_string_append (list, list->len > 0 ? "; " : "");
      sp_answer_append_escaped (list, name);
      g_string_append_printf (list, _(": %d of %d values in the file"), (int) fault->count, (int) (card->n_rows - column->n_missing));
      if (total >= 0 && analysis->filters->len > 0)
        g_string_append_printf (list, _(", %u of the %d used here"), count, (int) total);
      touched = touched || total < 0 || count > 0;
      example = fault->low;
    }
  if (list->len == 0)
    return;

  g_string_append_printf (out, _("\n**Check the data:** this file holds numbers that look like spreadsheet dates (such as %.0f, which a spreadsheet shows as a "
                                 "day in 20%02d) — %s. "), example, (int) ((example - 36526) / 365.25), list->str);
  g_string_append (out, touched ? _("They were probably other numbers once; I have computed with them as they stand. Say “leave out the spreadsheet dates” "
                                    "to compute without them.\n")
                                : _("None of them is among the values used here.\n"));
}

static void
append_faults (GString          *out,
               const SpAnalysis *analysis,
               const SpDataCard *card)
{
  g_autoptr(GPtrArray) used = sp_analysis_list_used (analysis);
  guint n = 0;

  for (guint i = 0; i < card->faults->len && n < 3; i++)
    {
      SpFault *fault = g_ptr_array_index (card->faults, i);

      g_string_append (out, n == 0 ? "\n" : "");
      g_string_append_printf (out, _("- Note on the file: "));
      sp_answer_append_escaped (out, fault->text);
      g_string_append (out, ".\n");
      n++;
    }
  for (guint i = 0; i < used->len && n < 6; i++)
    {
      SpDataColumn *column = sp_data_card_get_column (card, g_ptr_array_index (used, i));

      for (guint j = 0; column != NULL && j < column->faults->len && n < 6; j++)
        {
          SpFault *fault = g_ptr_array_index (column->faults, j);
          gboolean many = fault->kind == SP_FAULT_MISSING && fault->count * 50 >= card->n_rows;

          if (fault->kind != SP_FAULT_TEXT_NUMBERS && fault->kind != SP_FAULT_MIXED && !many)
            continue;
          g_string_append_printf (out, "%s- ", n == 0 ? "\n" : "");
          sp_answer_append_escaped (out, column->name);
          g_string_append (out, ": ");
          sp_answer_append_escaped (out, fault->text);
          g_string_append (out, ".\n");
          n++;
        }
    }
}

static void
append_link (GString    *out,
             const char *name)
{
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);

  g_string_append_printf (out, "[%s](sandbox:/mnt/data/%s)", name, escaped);
}

static void
append_files (GString        *out,
              const SpRepair *repair)
{
  g_autofree char *picture = repair->options.without_chart ? NULL : sp_compiler_dup_picture_name (repair->analysis);

  if (picture != NULL)
    {
      g_string_append_printf (out, "\n%s ", _("The chart is in the file"));
      append_link (out, picture);
      g_string_append (out, ".\n");
    }
  if (repair->analysis->save_as != NULL)
    {
      g_string_append_printf (out, "\n%s ", _("The table is saved as"));
      append_link (out, repair->analysis->save_as);
      g_string_append (out, ".\n");
    }
}

static void
append_notes (GString         *out,
              const SpReading *reading,
              const SpRepair  *repair)
{
  guint n = reading->notes->len + repair->said->len + (reading->alternative != NULL);

  if (n == 0)
    return;
  g_string_append_c (out, '\n');
  for (guint i = 0; i < reading->notes->len; i++)
    g_string_append_printf (out, "- %s\n", (const char *) g_ptr_array_index (reading->notes, i));
  for (guint i = 0; i < repair->said->len; i++)
    g_string_append_printf (out, "- %s\n", (const char *) g_ptr_array_index (repair->said, i));
  if (reading->alternative != NULL)
    {
      g_autofree char *sentence = sp_sentence_write (reading->alternative);

      g_string_append_printf (out, _("- Another reading of your question: “%s” Send this sentence if you meant it.\n"), sentence);
    }
}

/* "the company with the highest …": its name and figure in bold, above the table. */
static void
append_extreme (GString          *out,
                const SpAnalysis *analysis,
                JsonObject       *table)
{
  JsonArray *columns = sp_json_peek_array (table, "columns");
  JsonArray *rows = sp_json_peek_array (table, "rows");
  guint n_columns = json_array_get_length (columns);
  JsonArray *row = json_array_get_length (rows) == 1 ? row_at (rows, 0, n_columns) : NULL;
  guint first = n_columns > 0 && is_index (columns, 0) ? 1 : 0;
  g_autofree char *what = NULL;
  g_autofree char *name = NULL;

  if (analysis->limit != 1 || analysis->sort == NULL || row == NULL || n_columns < first + 2)
    return;
  what = sp_sentence_write_measure (analysis->sort->by);
  name = _sp_compiler_dup_measure_name (analysis->sort->by);
  g_string_append (out, "**");
  append_cell (out, json_array_get_element (row, first));
  g_string_append (out, "** ");
  g_string_append_printf (out, analysis->sort->descending ? _("has the highest %s") : _("has the lowest %s"),
                          g_str_has_prefix (what, "the ") ? what + 4 : what);
  for (guint i = first; i < n_columns; i++)
    {
      if (g_strcmp0 (column_name (columns, i), name) != 0)
        continue;
      g_string_append (out, ": **");
      append_cell (out, json_array_get_element (row, i));
      g_string_append (out, "**");
    }
  g_string_append (out, ".\n\n");
}

/* How large the table is that is described. */
static void
append_extent (GString        *out,
               const SpRepair *repair)
{
  guint n_columns = repair->card->columns->len;

  if (repair->analysis->task != SP_TASK_DESCRIBE || repair->analysis->filters->len > 0)
    return;

  g_string_append (out, "**");
  sp_answer_append_escaped (out, repair->card->file);
  g_string_append (out, "** ");
  /* translators: after the name of a file; the number of columns follows. */
  g_string_append_printf (out, ngettext ("has %d row", "has %d rows", (gulong) repair->card->n_rows), (int) repair->card->n_rows);
  g_string_append_c (out, ' ');
  g_string_append_printf (out, ngettext ("and %u column:", "and %u columns:", n_columns), n_columns);
  for (guint i = 0; i < n_columns; i++)
    {
      SpDataColumn *column = g_ptr_array_index (repair->card->columns, i);

      g_string_append (out, i > 0 ? ", " : " ");
      sp_answer_append_escaped (out, column->name);
    }
  g_string_append (out, ".\n\n");
}

/**
 * sp_answer_write:
 * @reading: what was understood
 * @repair: what was run in the end
 * @output: the cell's answer
 *
 * What was understood is not said again: it stands before the code.
 *
 * Returns: (transfer full): the answer
 */
char *
sp_answer_write (const SpReading     *reading,
                 const SpRepair      *repair,
                 const SpChatMessage *output)
{
  JsonObject *table;
  GString *out;

  g_return_val_if_fail (reading != NULL && repair != NULL && output != NULL, NULL);

  out = g_string_new (NULL);

  table = find_table (output);
  if (table == NULL)
    g_string_append_printf (out, "```\n%s\n```\n", output->text != NULL ? output->text : "");
  else if (json_array_get_length (sp_json_peek_array (table, "rows")) == 0)
    g_string_append (out, _("No row of the table fits.\n"));
  else if (!append_figure (out, repair->analysis, table))
    {
      append_extent (out, repair);
      append_extreme (out, repair->analysis, table);
      append_table (out, table, repair->analysis->save_as != NULL);
    }
  append_files (out, repair);
  append_notes (out, reading, repair);
  append_date_warning (out, repair->analysis, repair->card, output);
  append_faults (out, repair->analysis, repair->card);

  return g_string_free (out, FALSE);
}

/* What the code printed, without what the service says of the session in brackets on lines of their own. */
static char *
dup_printed (const SpChatMessage *output)
{
  g_auto(GStrv) lines = g_strsplit (output->text != NULL ? output->text : "", "\n", -1);
  GString *printed = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (lines[i][0] != '[' || !g_ascii_isupper (lines[i][1]) || !g_str_has_suffix (lines[i], "]"))
        g_string_append_printf (printed, "%s\n", lines[i]);
    }

  return g_strstrip (g_string_free (printed, FALSE));
}

/**
 * sp_answer_write_math:
 * @math: what was solved
 * @output: the cell's answer
 *
 * Returns: (transfer full): the answer
 */
char *
sp_answer_write_math (const SpMath        *math,
                      const SpChatMessage *output)
{
  g_autofree char *subject = NULL;
  g_autofree char *printed = NULL;
  g_auto(GStrv) lines = NULL;
  GString *out;

  g_return_val_if_fail (math != NULL && output != NULL, NULL);

  subject = sp_math_dup_subject (math);
  if (output->failed)
    {
      g_autofree char *line = sp_repair_dup_line (output->text);

      if (strstr (line, "ModuleNotFoundError") != NULL)
        return g_strdup (_("To solve equations the Python package sympy is needed, and it is missing. On Debian and Ubuntu it is installed with "
                           "“apt install python3-sympy”."));
      return g_strdup_printf (_("I could not solve `%s`: %s"), subject, line);
    }

  printed = dup_printed (output);
  lines = g_strsplit (printed, "\n", -1);
  out = g_string_new (NULL);
  if (math->unknowns->len == 0)
    {
      g_string_append_printf (out, "`%s` = **%s**\n", subject, printed);
      return g_string_free (out, FALSE);
    }
  if (g_str_equal (printed, "no solution"))
    {
      g_string_append_printf (out, _("`%s` has no solution, or every number solves it.\n"), subject);
      return g_string_free (out, FALSE);
    }
  g_string_append_printf (out, ngettext ("The solution of `%s` is:\n\n", "The solutions of `%s` are:\n\n", g_strv_length (lines)), subject);
  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (out, "- **%s**\n", g_strstrip (lines[i]));

  return g_string_free (out, FALSE);
}

static void
append_columns (GString          *out,
                const SpDataCard *card)
{
  for (guint i = 0; i < MIN (card->columns->len, 30); i++)
    {
      SpDataColumn *column = g_ptr_array_index (card->columns, i);

      g_string_append (out, i > 0 ? ", " : "");
      sp_answer_append_escaped (out, column->name);
    }
  if (card->columns->len > 30)
    g_string_append (out, ", …");
}

/* Questions that would work, made of the table's own columns. */
static void
append_examples (GString          *out,
                 const SpDataCard *card)
{
  SpDataColumn *number = NULL;
  SpDataColumn *category = NULL;
  SpDataColumn *label = sp_data_card_get_label (card);

  for (guint i = 0; i < card->columns->len; i++)
    {
      SpDataColumn *column = g_ptr_array_index (card->columns, i);

      if (column->type == SP_COLUMN_NUMBER && (number == NULL || !column->whole))
        number = number == NULL || number->whole ? column : number;
      if (column->type == SP_COLUMN_TEXT && column->n_unique > 2 && column->n_unique <= MAX (card->n_rows / 2, 3) &&
          (category == NULL || column->n_unique < category->n_unique))
        category = column;
    }
  if (number == NULL)
    return;
  g_string_append_printf (out, "\n\n%s\n\n", _("Some questions that I can answer:"));
  if (category != NULL)
    {
      g_string_append_printf (out, _("- Draw a bar chart of the average of %s for each %s."), number->name, category->name);
      g_string_append_c (out, '\n');
      g_string_append_printf (out, _("- How many rows are there per %s?"), category->name);
      g_string_append_c (out, '\n');
    }
  g_string_append_printf (out, label != NULL ? _("- Show the 5 highest of %s by %s.") : _("- Draw a histogram of %s."),
                          label != NULL ? label->name : number->name, number->name);
  g_string_append_c (out, '\n');
}

/**
 * sp_answer_write_problem:
 * @reading: what was not understood
 * @card: the table that the question was put to
 *
 * Returns: (transfer full): why there is no answer, and what could be asked
 */
char *
sp_answer_write_problem (const SpReading  *reading,
                         const SpDataCard *card)
{
  GString *out;

  g_return_val_if_fail (reading != NULL && card != NULL, NULL);

  out = g_string_new (reading->problem);
  g_string_append_printf (out, " %s ", _("I am the built-in analyst: I compute with tables and draw charts of them, and understand no more than that."));
  g_string_append_printf (out, _("The columns of %s are: "), card->file);
  append_columns (out, card);
  g_string_append_c (out, '.');
  append_examples (out, card);

  return g_string_free (out, FALSE);
}

/**
 * sp_answer_write_help:
 * @cards: (nullable) (element-type SpDataCard): the tables at hand
 *
 * Returns: (transfer full): what the analyst can do
 */
char *
sp_answer_write_help (GPtrArray *cards)
{
  GString *out = g_string_new (_("I am the built-in analyst. I answer questions about tables (CSV, TSV, Excel, JSON): lists, counts, averages and other figures, "
                                 "for each group if you like; bar, line, pie and scatter charts, histograms and box plots; correlations and outliers. "
                                 "I also solve equations such as `3x + 11 = 14`. I am a program with rules, so please name columns as the file does."));

  if (cards == NULL || cards->len == 0)
    {
      g_string_append (out, _("\n\nAttach a file and ask about it."));
    }
  else
    {
      SpDataCard *card = g_ptr_array_index (cards, cards->len - 1);

      g_string_append_printf (out, _("\n\nThe columns of %s are: "), card->file);
      append_columns (out, card);
      g_string_append_c (out, '.');
      append_examples (out, card);
    }

  return g_string_free (out, FALSE);
}
