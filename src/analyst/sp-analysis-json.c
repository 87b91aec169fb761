/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The stored form of an analysis. What has its default is left out, so that the text stays short and an older program's
 * analyses stay readable. */

#include "config.h"

#include "analyst/sp-analysis.h"

#include "base/sp-json.h"

typedef const char * (*IdFunc) (int value);

static void
set_string (JsonObject *object,
            const char *member,
            const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
}

static JsonArray *
strings_to_json (GPtrArray *strings)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < strings->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (strings, i));

  return array;
}

static JsonObject *
measure_to_json (const SpMeasure *measure)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "aggregate", sp_aggregate_get_id (measure->aggregate));
  set_string (object, "column", measure->column);

  return object;
}

static JsonObject *
key_to_json (const SpKey *key)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "column", key->column);
  if (key->part != SP_PART_NONE)
    json_object_set_string_member (object, "part", sp_part_get_id (key->part));

  return object;
}

static JsonObject *
filter_to_json (const SpFilter *filter)
{
  JsonObject *object = key_to_json (filter->key);

  json_object_set_string_member (object, "op", sp_filter_op_get_id (filter->op));
  if (filter->values->len > 0)
    json_object_set_array_member (object, "values", strings_to_json (filter->values));
  if (filter->numeric)
    json_object_set_boolean_member (object, "numeric", TRUE);
  if (filter->relative != SP_AGGREGATE_NONE)
    json_object_set_string_member (object, "relative", sp_aggregate_get_id (filter->relative));
  if (filter->or_previous)
    json_object_set_boolean_member (object, "or", TRUE);

  return object;
}

static JsonObject *
derived_to_json (const SpDerived *derived)
{
  JsonObject *object = json_object_new ();
  char op[2] = { derived->op, '\0' };

  json_object_set_string_member (object, "name", derived->name);
  json_object_set_string_member (object, "left", derived->left);
  json_object_set_string_member (object, "op", op);
  json_object_set_string_member (object, "right", derived->right);

  return object;
}

static void
set_objects (JsonObject    *object,
             const char    *member,
             GPtrArray     *things,
             JsonObject *(*func) (gconstpointer thing))
{
  g_autoptr(JsonArray) array = NULL;

  if (things->len == 0)
    return;

  array = json_array_new ();
  for (guint i = 0; i < things->len; i++)
    json_array_add_object_element (array, func (g_ptr_array_index (things, i)));
  json_object_set_array_member (object, member, g_steal_pointer (&array));
}

/**
 * sp_analysis_to_json:
 * @self: an analysis
 *
 * Returns: (transfer full): its stored form
 */
JsonObject *
sp_analysis_to_json (const SpAnalysis *self)
{
  JsonObject *object;

  g_return_val_if_fail (self != NULL, NULL);

  object = json_object_new ();
  json_object_set_string_member (object, "task", sp_task_get_id (self->task));
  set_string (object, "file", self->file);
  set_string (object, "sheet", self->sheet);
  if (self->columns->len > 0)
    json_object_set_array_member (object, "columns", strings_to_json (self->columns));
  set_objects (object, "measures", self->measures, (JsonObject * (*) (gconstpointer)) measure_to_json);
  set_objects (object, "keys", self->keys, (JsonObject * (*) (gconstpointer)) key_to_json);
  set_objects (object, "derived", self->derived, (JsonObject * (*) (gconstpointer)) derived_to_json);
  set_objects (object, "filters", self->filters, (JsonObject * (*) (gconstpointer)) filter_to_json);
  if (self->sort != NULL)
    {
      JsonObject *sort = measure_to_json (self->sort->by);

      json_object_set_boolean_member (sort, "descending", self->sort->descending);
      json_object_set_object_member (object, "sort", sort);
    }
  if (self->limit > 0)
    json_object_set_int_member (object, "limit", self->limit);
  if (self->chart != SP_CHART_NONE)
    json_object_set_string_member (object, "chart", sp_chart_get_id (self->chart));
  set_string (object, "colour", self->colour);
  if (self->bins > 0)
    json_object_set_int_member (object, "bins", self->bins);
  set_string (object, "title", self->title);
  set_string (object, "save_as", self->save_as);
  if (self->decimals >= 0)
    json_object_set_int_member (object, "decimals", self->decimals);

  return object;
}

/* Reads one of the ids that @func names; a missing member leaves @value alone. */
static gboolean
read_id (JsonObject  *object,
         const char  *member,
         IdFunc       func,
         int          n_values,
         int         *value,
         GError     **error)
{
  const char *id = NULL;

  if (!sp_json_opt_string (object, member, &id, error))
    return FALSE;
  if (id == NULL)
    return TRUE;

  for (int i = 0; i < n_values; i++)
    {
      if (g_str_equal (func (i), id))
        {
          *value = i;
          return TRUE;
        }
    }

  g_set_error (error, SP_ANALYST_ERROR, SP_ANALYST_ERROR_SPEC, "Unknown %s “%s”", member, id);

  return FALSE;
}

static gboolean
read_strings (JsonObject  *object,
              const char  *member,
              GPtrArray   *strings,
              GError     **error)
{
  JsonArray *array = NULL;

  if (!sp_json_opt_array (object, member, &array, error))
    return FALSE;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        {
          g_set_error (error, SP_ANALYST_ERROR, SP_ANALYST_ERROR_SPEC, "“%s” holds something that is not text", member);
          return FALSE;
        }
      g_ptr_array_add (strings, json_node_dup_string (node));
    }

  return TRUE;
}

static SpMeasure *
read_measure (JsonObject  *object,
              GError     **error)
{
  int aggregate = SP_AGGREGATE_NONE;
  const char *column = NULL;

  if (!read_id (object, "aggregate", (IdFunc) sp_aggregate_get_id, SP_N_AGGREGATES, &aggregate, error) ||
      !sp_json_opt_string (object, "column", &column, error))
    return NULL;
  if (column == NULL && aggregate != SP_AGGREGATE_COUNT)
    {
      g_set_error (error, SP_ANALYST_ERROR, SP_ANALYST_ERROR_SPEC, "A measure has no column");
      return NULL;
    }

  return sp_measure_new (aggregate, column);
}

static SpKey *
read_key (JsonObject  *object,
          GError     **error)
{
  const char *column;
  int part = SP_PART_NONE;

  if (!sp_json_get_string (object, "column", &column, error) ||
      !read_id (object, "part", (IdFunc) sp_part_get_id, SP_N_PARTS, &part, error))
    return NULL;

  return sp_key_new (column, part);
}

static SpFilter *
read_filter (JsonObject  *object,
             GError     **error)
{
  g_autoptr(SpKey) key = read_key (object, error);
  g_autoptr(SpFilter) filter = NULL;
  int op = SP_FILTER_IS;
  int relative = SP_AGGREGATE_NONE;

  if (key == NULL ||
      !read_id (object, "op", (IdFunc) sp_filter_op_get_id, SP_N_FILTER_OPS, &op, error) ||
      !read_id (object, "relative", (IdFunc) sp_aggregate_get_id, SP_N_AGGREGATES, &relative, error))
    return NULL;

  filter = sp_filter_new (key->column, op);
  filter->key->part = key->part;
  filter->relative = relative;
  if (!read_strings (object, "values", filter->values, error) ||
      !sp_json_opt_boolean (object, "numeric", &filter->numeric, error) ||
      !sp_json_opt_boolean (object, "or", &filter->or_previous, error))
    return NULL;

  return g_steal_pointer (&filter);
}

static gboolean
read_derived (SpAnalysis  *self,
              JsonObject  *object,
              GError     **error)
{
  const char *name, *left, *op, *right;

  if (!sp_json_get_string (object, "name", &name, error) ||
      !sp_json_get_string (object, "left", &left, error) ||
      !sp_json_get_string (object, "op", &op, error) ||
      !sp_json_get_string (object, "right", &right, error))
    return FALSE;
  if (strlen (op) != 1 || strchr ("+-*/", op[0]) == NULL)
    {
      g_set_error (error, SP_ANALYST_ERROR, SP_ANALYST_ERROR_SPEC, "Unknown operator “%s”", op);
      return FALSE;
    }
  sp_analysis_add_derived (self, name, left, op[0], right);

  return TRUE;
}

static gboolean
read_list (SpAnalysis  *self,
           JsonObject  *object,
           const char  *member,
           GError     **error)
{
  JsonArray *array = NULL;

  if (!sp_json_opt_array (object, member, &array, error))
    return FALSE;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *element;
      gpointer thing;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_set_error (error, SP_ANALYST_ERROR, SP_ANALYST_ERROR_SPEC, "“%s” holds something else than objects", member);
          return FALSE;
        }
      element = json_node_get_object (node);

      if (g_str_equal (member, "derived"))
        {
          if (!read_derived (self, element, error))
            return FALSE;
          continue;
        }

      if (g_str_equal (member, "measures"))
        thing = read_measure (element, error);
      else if (g_str_equal (member, "keys"))
        thing = read_key (element, error);
      else
        thing = read_filter (element, error);
      if (thing == NULL)
        return FALSE;
      g_ptr_array_add (g_str_equal (member, "measures") ? self->measures :
                       g_str_equal (member, "keys") ? self->keys : self->filters, thing);
    }

  return TRUE;
}

static gboolean
read_sort (SpAnalysis  *self,
           JsonObject  *object,
           GError     **error)
{
  JsonObject *sort = NULL;
  g_autoptr(SpMeasure) by = NULL;
  gboolean descending = FALSE;

  if (!sp_json_opt_object (object, "sort", &sort, error))
    return FALSE;
  if (sort == NULL)
    return TRUE;

  by = read_measure (sort, error);
  if (by == NULL || !sp_json_opt_boolean (sort, "descending", &descending, error))
    return FALSE;
  sp_analysis_set_sort (self, by->aggregate, by->column, descending);

  return TRUE;
}

static gboolean
read_text (JsonObject  *object,
           const char  *member,
           char       **field,
           GError     **error)
{
  const char *value = NULL;

  if (!sp_json_opt_string (object, member, &value, error))
    return FALSE;
  *field = g_strdup (value);

  return TRUE;
}

static gboolean
read_count (JsonObject  *object,
            const char  *member,
            gint64      *value,
            GError     **error)
{
  if (!sp_json_opt_int (object, member, value, error))
    return FALSE;
  if (*value < -1 || *value > G_MAXINT)
    {
      g_set_error (error, SP_ANALYST_ERROR, SP_ANALYST_ERROR_SPEC, "“%s” is out of range", member);
      return FALSE;
    }

  return TRUE;
}

/**
 * sp_analysis_from_json:
 * @object: the stored form of an analysis
 * @error: return location for an error
 *
 * Returns: (transfer full): the analysis, or %NULL with @error set to %SP_ANALYST_ERROR_SPEC or one of the codes of
 *   SP_BASE_ERROR
 */
SpAnalysis *
sp_analysis_from_json (JsonObject  *object,
                       GError     **error)
{
  g_autoptr(SpAnalysis) self = NULL;
  int task = SP_TASK_ROWS;
  int chart = SP_CHART_NONE;
  gint64 limit = 0, bins = 0, decimals = -1;

  g_return_val_if_fail (object != NULL, NULL);

  if (!read_id (object, "task", (IdFunc) sp_task_get_id, SP_N_TASKS, &task, error) ||
      !read_id (object, "chart", (IdFunc) sp_chart_get_id, SP_N_CHARTS, &chart, error))
    return NULL;

  self = sp_analysis_new (task);
  self->chart = chart;
  if (!read_text (object, "file", &self->file, error) ||
      !read_text (object, "sheet", &self->sheet, error) ||
      !read_strings (object, "columns", self->columns, error) ||
      !read_list (self, object, "measures", error) ||
      !read_list (self, object, "keys", error) ||
      !read_list (self, object, "derived", error) ||
      !read_list (self, object, "filters", error) ||
      !read_sort (self, object, error) ||
      !read_count (object, "limit", &limit, error) ||
      !read_text (object, "colour", &self->colour, error) ||
      !read_count (object, "bins", &bins, error) ||
      !read_text (object, "title", &self->title, error) ||
      !read_text (object, "save_as", &self->save_as, error) ||
      !read_count (object, "decimals", &decimals, error))
    return NULL;
  self->limit = MAX (limit, 0);
  self->bins = MAX (bins, 0);
  self->decimals = decimals;

  return g_steal_pointer (&self);
}
