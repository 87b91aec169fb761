/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpDataCard: what the first cell found out about a file. It comes out of the sandbox, so every member is checked and
 * every list bounded. Owned by whoever parsed it; plain data, any thread. */

#include "config.h"

#include "analyst/sp-data-card.h"

#include <string.h>

#include "analyst/sp-analysis.h"
#include "base/sp-json.h"

#define MAX_COLUMNS 2000
#define MAX_VALUES 5000
#define MAX_FAULTS 100

static const struct
{
  const char *id;
  SpFaultKind kind;
} fault_kinds[] = {
  { "missing", SP_FAULT_MISSING },
  { "mixed", SP_FAULT_MIXED },
  { "text-numbers", SP_FAULT_TEXT_NUMBERS },
  { "spreadsheet-dates", SP_FAULT_SPREADSHEET_DATES },
  { "leading-zeros", SP_FAULT_LEADING_ZEROS },
  { "spaces", SP_FAULT_SPACES },
};

static void
fault_free (SpFault *self)
{
  g_clear_pointer (&self->text, g_free);
  g_free (self);
}

static void
column_free (SpDataColumn *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  g_clear_pointer (&self->counts, g_array_unref);
  g_clear_pointer (&self->first, g_free);
  g_clear_pointer (&self->last, g_free);
  g_clear_pointer (&self->decimal, g_free);
  g_clear_pointer (&self->faults, g_ptr_array_unref);
  g_free (self);
}

/**
 * sp_data_card_free:
 * @self: (transfer full): a data card
 */
void
sp_data_card_free (SpDataCard *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->file, g_free);
  g_clear_pointer (&self->format, g_free);
  g_clear_pointer (&self->error, g_free);
  g_clear_pointer (&self->encoding, g_free);
  g_clear_pointer (&self->sep, g_free);
  g_clear_pointer (&self->quote, g_free);
  g_clear_pointer (&self->decimal, g_free);
  g_clear_pointer (&self->thousands, g_free);
  g_clear_pointer (&self->sheet, g_free);
  g_clear_pointer (&self->record_path, g_free);
  g_clear_pointer (&self->layout, g_free);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->faults, g_ptr_array_unref);
  g_free (self);
}

static SpColumnType
column_type_from_id (const char *id)
{
  if (g_strcmp0 (id, "number") == 0 || g_strcmp0 (id, "integer") == 0)
    return SP_COLUMN_NUMBER;
  if (g_strcmp0 (id, "date") == 0)
    return SP_COLUMN_DATE;
  if (g_strcmp0 (id, "boolean") == 0)
    return SP_COLUMN_BOOLEAN;
  if (g_strcmp0 (id, "empty") == 0)
    return SP_COLUMN_EMPTY;

  return SP_COLUMN_TEXT;
}

static void
parse_faults (JsonArray *array,
              GPtrArray *faults)
{
  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), MAX_FAULTS); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *object;
      SpFault *fault;
      const char *id;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        continue;
      object = json_node_get_object (node);
      id = sp_json_peek_string (object, "kind", "");
      fault = g_new0 (SpFault, 1);
      for (gsize j = 0; j < G_N_ELEMENTS (fault_kinds); j++)
        {
          if (g_str_equal (fault_kinds[j].id, id))
            fault->kind = fault_kinds[j].kind;
        }
      fault->text = g_strdup (sp_json_peek_string (object, "text", ""));
      fault->count = sp_json_peek_int (object, "count", 0);
      fault->low = sp_json_peek_double (object, "low", 0);
      fault->high = sp_json_peek_double (object, "high", 0);
      g_ptr_array_add (faults, fault);
    }
}

/* The card lists values as [["text", count], …], the most frequent first. */
static void
parse_values (JsonArray    *array,
              SpDataColumn *column)
{
  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), MAX_VALUES); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonArray *pair;
      JsonNode *value;
      gint64 count = 0;

      if (!JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) != 2)
        continue;
      pair = json_node_get_array (node);
      value = json_array_get_element (pair, 0);
      if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING)
        continue;
      if (JSON_NODE_HOLDS_VALUE (json_array_get_element (pair, 1)))
        count = json_array_get_int_element (pair, 1);
      g_ptr_array_add (column->values, json_node_dup_string (value));
      g_array_append_val (column->counts, count);
    }
}

static SpDataColumn *
parse_column (JsonObject  *object,
              GError     **error)
{
  SpDataColumn *column;
  const char *name, *type;

  if (!sp_json_get_string (object, "name", &name, error) ||
      !sp_json_get_string (object, "type", &type, error))
    return NULL;

  column = g_new0 (SpDataColumn, 1);
  column->name = g_strdup (name);
  column->type = column_type_from_id (type);
  column->whole = g_str_equal (type, "integer");
  column->n_missing = sp_json_peek_int (object, "n_missing", 0);
  column->n_unique = sp_json_peek_int (object, "n_unique", 0);
  column->values = g_ptr_array_new_with_free_func (g_free);
  column->counts = g_array_new (FALSE, FALSE, sizeof (gint64));
  column->values_complete = sp_json_peek_boolean (object, "values_complete", FALSE);
  parse_values (sp_json_peek_array (object, "values"), column);
  column->has_range = column->type == SP_COLUMN_NUMBER && json_object_has_member (object, "min");
  column->min = sp_json_peek_double (object, "min", 0);
  column->max = sp_json_peek_double (object, "max", 0);
  column->first = g_strdup (sp_json_peek_string (object, "first", NULL));
  column->last = g_strdup (sp_json_peek_string (object, "last", NULL));
  column->day_first = sp_json_peek_boolean (object, "day_first", FALSE);
  column->decimal = g_strdup (sp_json_peek_string (object, "decimal", NULL));
  column->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) fault_free);
  parse_faults (sp_json_peek_array (object, "faults"), column->faults);

  return column;
}

/**
 * sp_data_card_from_json:
 * @object: what the cell displayed
 * @error: return location for an error
 *
 * Returns: (transfer full): the data card, or %NULL with @error set to %SP_ANALYST_ERROR_CARD or one of the codes of
 *   SP_BASE_ERROR
 */
SpDataCard *
sp_data_card_from_json (JsonObject  *object,
                        GError     **error)
{
  g_autoptr(SpDataCard) self = NULL;
  const char *file, *format;
  JsonArray *columns;

  g_return_val_if_fail (object != NULL, NULL);

  if (!sp_json_get_string (object, "file", &file, error) ||
      !sp_json_get_string (object, "format", &format, error) ||
      !sp_json_get_array (object, "columns", &columns, error))
    return NULL;

  self = g_new0 (SpDataCard, 1);
  self->file = g_strdup (file);
  self->format = g_strdup (format);
  self->error = g_strdup (sp_json_peek_string (object, "error", NULL));
  self->encoding = g_strdup (sp_json_peek_string (object, "encoding", NULL));
  self->sep = g_strdup (sp_json_peek_string (object, "sep", NULL));
  self->quote = g_strdup (sp_json_peek_string (object, "quote", NULL));
  self->decimal = g_strdup (sp_json_peek_string (object, "decimal", NULL));
  self->thousands = g_strdup (sp_json_peek_string (object, "thousands", NULL));
  self->sheet = g_strdup (sp_json_peek_string (object, "sheet", NULL));
  self->record_path = g_strdup (sp_json_peek_string (object, "record_path", NULL));
  self->layout = g_strdup (sp_json_peek_string (object, "layout", NULL));
  self->has_header = sp_json_peek_boolean (object, "has_header", TRUE);
  self->skip_rows = CLAMP (sp_json_peek_int (object, "skip_rows", 0), 0, G_MAXINT);
  self->skip_bad_lines = sp_json_peek_boolean (object, "skip_bad_lines", FALSE);
  self->n_rows = sp_json_peek_int (object, "n_rows", 0);
  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) column_free);
  self->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) fault_free);
  parse_faults (sp_json_peek_array (object, "faults"), self->faults);

  for (guint i = 0; i < MIN (json_array_get_length (columns), MAX_COLUMNS); i++)
    {
      JsonNode *node = json_array_get_element (columns, i);
      SpDataColumn *column;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_set_error (error, SP_ANALYST_ERROR, SP_ANALYST_ERROR_CARD, "Column %u of the data card is not an object", i + 1);
          return NULL;
        }
      column = parse_column (json_node_get_object (node), error);
      if (column == NULL)
        return NULL;
      g_ptr_array_add (self->columns, column);
    }

  return g_steal_pointer (&self);
}

static void
add_card (GPtrArray  *cards,
          JsonObject *object)
{
  g_autoptr(GError) error = NULL;
  SpDataCard *card = sp_data_card_from_json (object, &error);

  if (card == NULL)
    g_debug ("Unreadable data card: %s", error->message);
  else
    g_ptr_array_add (cards, card);
}

/**
 * sp_data_card_list:
 * @bundles: (nullable): what a cell displayed: an array of MIME bundles
 *
 * Returns: (transfer full) (element-type SpDataCard): the data cards among them; unreadable ones are left out
 */
GPtrArray *
sp_data_card_list (JsonNode *bundles)
{
  g_autoptr(GPtrArray) cards = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_data_card_free);
  JsonArray *array;

  if (bundles == NULL || !JSON_NODE_HOLDS_ARRAY (bundles))
    return g_steal_pointer (&cards);

  array = json_node_get_array (bundles);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *object;
      JsonArray *several;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        continue;
      object = sp_json_peek_object (json_node_get_object (node), SP_DATA_CARD_MIME);
      if (object == NULL)
        continue;

      several = sp_json_peek_array (object, "cards");
      if (several == NULL)
        add_card (cards, object);
      for (guint j = 0; several != NULL && j < json_array_get_length (several); j++)
        {
          JsonNode *card = json_array_get_element (several, j);

          if (JSON_NODE_HOLDS_OBJECT (card))
            add_card (cards, json_node_get_object (card));
        }
    }

  return g_steal_pointer (&cards);
}

static GPtrArray *
copy_faults (GPtrArray *faults)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) fault_free);

  for (guint i = 0; i < faults->len; i++)
    {
      SpFault *copy = g_memdup2 (g_ptr_array_index (faults, i), sizeof (SpFault));

      copy->text = g_strdup (copy->text);
      g_ptr_array_add (copies, copy);
    }

  return copies;
}

static SpDataColumn *
copy_column (const SpDataColumn *column)
{
  SpDataColumn *copy = g_memdup2 (column, sizeof (SpDataColumn));

  copy->name = g_strdup (column->name);
  copy->values = g_ptr_array_ref (column->values);
  copy->counts = g_array_ref (column->counts);
  copy->first = g_strdup (column->first);
  copy->last = g_strdup (column->last);
  copy->decimal = g_strdup (column->decimal);
  copy->faults = copy_faults (column->faults);

  return copy;
}

/**
 * sp_data_card_copy:
 * @self: a data card
 *
 * Returns: (transfer full): a copy whose loader options may be changed; the lists of values are shared
 */
SpDataCard *
sp_data_card_copy (const SpDataCard *self)
{
  SpDataCard *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof (SpDataCard));
  copy->file = g_strdup (self->file);
  copy->format = g_strdup (self->format);
  copy->error = g_strdup (self->error);
  copy->encoding = g_strdup (self->encoding);
  copy->sep = g_strdup (self->sep);
  copy->quote = g_strdup (self->quote);
  copy->decimal = g_strdup (self->decimal);
  copy->thousands = g_strdup (self->thousands);
  copy->sheet = g_strdup (self->sheet);
  copy->record_path = g_strdup (self->record_path);
  copy->layout = g_strdup (self->layout);
  copy->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) column_free);
  for (guint i = 0; i < self->columns->len; i++)
    g_ptr_array_add (copy->columns, copy_column (g_ptr_array_index (self->columns, i)));
  copy->faults = copy_faults (self->faults);

  return copy;
}

/**
 * sp_data_card_get_column:
 * @self: a data card
 * @name: (nullable): a column's name
 *
 * Returns: (transfer none) (nullable): the column
 */
SpDataColumn *
sp_data_card_get_column (const SpDataCard *self,
                         const char       *name)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; name != NULL && i < self->columns->len; i++)
    {
      SpDataColumn *column = g_ptr_array_index (self->columns, i);

      if (g_str_equal (column->name, name))
        return column;
    }

  return NULL;
}

/* How well a column's values name the rows: text, nearly all different, with a telling header, far to the left. */
static double
label_score (const SpDataCard   *self,
             const SpDataColumn *column,
             guint               position)
{
  g_autofree char *folded = g_utf8_casefold (column->name, -1);
  double filled = self->n_rows - column->n_missing;
  double score;

  if (filled < 1 || column->type == SP_COLUMN_EMPTY || column->type == SP_COLUMN_BOOLEAN)
    return -1;

  score = 2 * column->n_unique / filled - (column->n_missing > self->n_rows / 2 ? 1 : 0) - 0.3 * position / self->columns->len;
  if (column->type == SP_COLUMN_TEXT)
    score += 1;
  if (strstr (folded, "name") != NULL || strstr (folded, "title") != NULL)
    score += 0.6;
  else if (g_str_has_suffix (folded, "id") || strstr (folded, "code") != NULL)
    score -= 0.3;

  return score;
}

/**
 * sp_data_card_get_label:
 * @self: a data card
 *
 * Returns: (transfer none) (nullable): the column whose values name the rows best, when there is one
 */
SpDataColumn *
sp_data_card_get_label (const SpDataCard *self)
{
  SpDataColumn *best = NULL;
  double best_score = 2.3;

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->columns->len; i++)
    {
      SpDataColumn *column = g_ptr_array_index (self->columns, i);
      double score = label_score (self, column, i);

      if (score > best_score)
        {
          best = column;
          best_score = score;
        }
    }
  /* Numbers name the rows when nothing else does. */
  for (guint i = 0; best == NULL && i < self->columns->len; i++)
    {
      SpDataColumn *column = g_ptr_array_index (self->columns, i);
      g_autofree char *folded = g_utf8_casefold (column->name, -1);

      if (column->n_unique == self->n_rows && (column->type == SP_COLUMN_DATE || g_str_has_suffix (folded, "id")))
        best = column;
    }

  return best;
}

/**
 * sp_data_column_get_fault:
 * @self: a column
 * @kind: a kind of fault
 *
 * Returns: (transfer none) (nullable): the column's fault of that kind
 */
SpFault *
sp_data_column_get_fault (const SpDataColumn *self,
                          SpFaultKind         kind)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->faults->len; i++)
    {
      SpFault *fault = g_ptr_array_index (self->faults, i);

      if (fault->kind == kind)
        return fault;
    }

  return NULL;
}

/**
 * sp_data_column_count_of:
 * @self: a column
 * @value: one of its values
 *
 * Returns: how many rows hold it, or -1 when the card does not tell
 */
gint64
sp_data_column_count_of (const SpDataColumn *self,
                         const char         *value)
{
  g_return_val_if_fail (self != NULL && value != NULL, -1);

  for (guint i = 0; i < self->values->len; i++)
    {
      if (g_str_equal (g_ptr_array_index (self->values, i), value))
        return g_array_index (self->counts, gint64, i);
    }

  return -1;
}
