/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The part of a compiled analysis that loads the file, with the options from the data card written out wherever they are
 * not pandas' own, and that repairs the columns which the analysis uses. */

#include "config.h"

#include "analyst/sp-compiler-private.h"

static void
add_option (GString    *call,
            const char *name,
            const char *value,
            const char *standard)
{
  g_autofree char *quoted = NULL;

  if (value == NULL || g_strcmp0 (value, standard) == 0)
    return;
  quoted = _sp_python_quote (value);
  g_string_append_printf (call, ", %s=%s", name, quoted);
}

/* The used columns that hold dates, or texts that look like numbers, or … */
static GPtrArray *
list_used_with (SpCompiler   *self,
                SpColumnType  type,
                SpFaultKind   fault)
{
  g_autoptr(GPtrArray) used = sp_analysis_list_used (self->analysis);
  GPtrArray *found = g_ptr_array_new ();

  /* All columns are listed: all are used. */
  if (used->len == 0 || (self->analysis->columns->len == 0 && self->analysis->task != SP_TASK_SUMMARY))
    {
      for (guint i = 0; i < self->card->columns->len; i++)
        {
          SpDataColumn *column = g_ptr_array_index (self->card->columns, i);

          if (!g_ptr_array_find_with_equal_func (used, column->name, g_str_equal, NULL))
            g_ptr_array_add (used, column->name);
        }
    }

  for (guint i = 0; i < used->len; i++)
    {
      SpDataColumn *column = sp_data_card_get_column (self->card, g_ptr_array_index (used, i));

      if (column == NULL || column->type != type)
        continue;
      if (fault == SP_FAULT_OTHER || sp_data_column_get_fault (column, fault) != NULL)
        g_ptr_array_add (found, column->name);
    }

  return found;
}

static void
add_csv (SpCompiler *self,
         const char *file)
{
  const SpDataCard *card = self->card;
  g_autoptr(GPtrArray) dates = list_used_with (self, SP_COLUMN_DATE, SP_FAULT_OTHER);
  g_autoptr(GPtrArray) zeros = list_used_with (self, SP_COLUMN_TEXT, SP_FAULT_LEADING_ZEROS);
  GString *call = g_string_new (NULL);

  add_option (call, "sep", card->sep, ",");
  add_option (call, "encoding", card->encoding, "utf-8");
  add_option (call, "quotechar", card->quote, "\"");
  if (!card->has_header)
    g_string_append (call, ", header=None");
  if (card->skip_rows > 0)
    g_string_append_printf (call, ", skiprows=%d", card->skip_rows);
  add_option (call, "decimal", card->decimal, ".");
  add_option (call, "thousands", card->thousands, NULL);
  if (zeros->len > 0)
    {
      g_string_append (call, ", dtype={");
      for (guint i = 0; i < zeros->len; i++)
        {
          g_autofree char *quoted = _sp_python_quote (g_ptr_array_index (zeros, i));

          g_string_append_printf (call, "%s%s: str", i > 0 ? ", " : "", quoted);
        }
      g_string_append_c (call, '}');
    }
  if (dates->len > 0 && card->has_header && !self->options->strip_names)
    {
      g_autofree char *list = _sp_python_list (dates, 0);
      SpDataColumn *first = sp_data_card_get_column (card, g_ptr_array_index (dates, 0));

      g_string_append_printf (call, ", parse_dates=%s%s", list, first->day_first ? ", dayfirst=True" : "");
    }
  if (card->skip_bad_lines)
    g_string_append (call, ", on_bad_lines=\"skip\"");
  _sp_compiler_add (self, "df = pd.read_csv(%s%s)\n", file, call->str);
  g_string_free (call, TRUE);
}

static void
add_sheet (SpCompiler *self,
           const char *file)
{
  const SpDataCard *card = self->card;
  GString *call = g_string_new (NULL);

  add_option (call, "sheet_name", self->analysis->sheet != NULL ? self->analysis->sheet : card->sheet, NULL);
  if (!card->has_header)
    g_string_append (call, ", header=None");
  if (card->skip_rows > 0)
    g_string_append_printf (call, ", skiprows=%d", card->skip_rows);
  _sp_compiler_add (self, "df = pd.read_excel(%s%s)\n", file, call->str);
  g_string_free (call, TRUE);
}

static void
add_json (SpCompiler *self,
          const char *file)
{
  const SpDataCard *card = self->card;

  self->json = TRUE;
  _sp_compiler_add (self, "with open(%s, encoding=\"utf-8-sig\") as file:\n", file);
  if (g_str_equal (card->format, "ndjson"))
    {
      _sp_compiler_add (self, "    records = [json.loads(line) for line in file if line.strip()]\n");
      _sp_compiler_add (self, "df = pd.json_normalize(records, max_level=1)\n");
      return;
    }

  _sp_compiler_add (self, "    data = json.load(file)\n");
  if (card->record_path != NULL)
    {
      g_autofree char *path = _sp_python_quote (card->record_path);

      _sp_compiler_add (self, "df = pd.json_normalize(data[%s], max_level=1)\n", path);
    }
  else if (g_strcmp0 (card->layout, "columns") == 0)
    _sp_compiler_add (self, "df = pd.DataFrame(data)\n");
  else if (g_strcmp0 (card->layout, "index") == 0)
    _sp_compiler_add (self, "df = pd.DataFrame.from_dict(data, orient=\"index\").rename_axis(\"index\").reset_index()\n");
  else if (g_strcmp0 (card->layout, "rows") == 0)
    _sp_compiler_add (self, "df = pd.DataFrame(data)\ndf.columns = df.columns.astype(str)\n");
  else
    _sp_compiler_add (self, "df = pd.json_normalize(data, max_level=1)\n");
}

/* pandas has read these as text: signs and separators go, and what then is no number becomes a missing value. */
static void
add_text_numbers (SpCompiler   *self,
                  SpDataColumn *column)
{
  g_autofree char *name = _sp_python_quote (column->name);
  gboolean comma = g_strcmp0 (column->decimal, ",") == 0;

  _sp_compiler_add (self, "text = df[%s].astype(str).str.replace(r\"[^0-9%s-]\", \"\", regex=True)%s\n", name,
                    comma ? "," : ".e", comma ? ".str.replace(\",\", \".\", regex=False)" : "");
  _sp_compiler_add (self, "df[%s] = pd.to_numeric(text, errors=\"coerce\")\n", name);
}

static void
add_column_repairs (SpCompiler *self)
{
  g_autoptr(GPtrArray) numbers = list_used_with (self, SP_COLUMN_NUMBER, SP_FAULT_OTHER);
  g_autoptr(GPtrArray) dates = list_used_with (self, SP_COLUMN_DATE, SP_FAULT_OTHER);
  g_autoptr(GPtrArray) spaced = list_used_with (self, SP_COLUMN_TEXT, SP_FAULT_SPACES);
  gboolean dates_read = g_str_equal (self->card->format, "csv") && self->card->has_header && !self->options->strip_names;

  for (guint i = 0; i < numbers->len; i++)
    {
      SpDataColumn *column = sp_data_card_get_column (self->card, g_ptr_array_index (numbers, i));
      g_autofree char *name = _sp_python_quote (column->name);

      if (sp_data_column_get_fault (column, SP_FAULT_TEXT_NUMBERS) != NULL)
        add_text_numbers (self, column);
      else if (self->options->numbers_from_text)
        _sp_compiler_add (self, "df[%s] = pd.to_numeric(df[%s], errors=\"coerce\")\n", name, name);
    }
  for (guint i = 0; i < dates->len && !dates_read; i++)
    {
      SpDataColumn *column = sp_data_card_get_column (self->card, g_ptr_array_index (dates, i));
      g_autofree char *name = _sp_python_quote (column->name);

      _sp_compiler_add (self, "df[%s] = pd.to_datetime(df[%s]%s)\n", name, name, column->day_first ? ", dayfirst=True" : "");
    }
  for (guint i = 0; i < spaced->len; i++)
    {
      g_autofree char *name = _sp_python_quote (g_ptr_array_index (spaced, i));

      _sp_compiler_add (self, "df[%s] = df[%s].str.strip()\n", name, name);
    }
}

/**
 * _sp_compiler_add_load:
 * @self: the compiler
 *
 * Adds the code that makes `df` of the file.
 */
void
_sp_compiler_add_load (SpCompiler *self)
{
  g_autofree char *file = _sp_python_quote (self->card->file);

  if (g_str_equal (self->card->format, "xlsx"))
    add_sheet (self, file);
  else if (g_str_equal (self->card->format, "json") || g_str_equal (self->card->format, "ndjson"))
    add_json (self, file);
  else
    add_csv (self, file);

  if (!self->card->has_header)
    _sp_compiler_add (self, "df.columns = df.columns.astype(str)\n");
  if (self->options->strip_names)
    _sp_compiler_add (self, "df.columns = df.columns.str.strip()\n");
  add_column_repairs (self);
}
