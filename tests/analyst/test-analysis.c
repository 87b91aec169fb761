/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "analyst/sp-analysis.h"
#include "base/sp-json.h"

static SpAnalysis *
make_full (void)
{
  SpAnalysis *analysis = sp_analysis_new (SP_TASK_SUMMARY);
  SpFilter *filter;

  analysis->file = g_strdup ("trees.csv");
  analysis->sheet = g_strdup ("2024");
  sp_analysis_add_column (analysis, "kind");
  sp_analysis_add_measure (analysis, SP_AGGREGATE_COUNT, NULL);
  sp_analysis_add_measure (analysis, SP_AGGREGATE_MEDIAN, "height");
  sp_analysis_add_key (analysis, "planted", SP_PART_YEAR);
  sp_analysis_add_derived (analysis, "slimness", "height", '/', "girth");
  filter = sp_analysis_add_filter (analysis, "kind", SP_FILTER_IS, "oak", FALSE);
  g_ptr_array_add (filter->values, g_strdup ("ash"));
  filter = sp_analysis_add_filter (analysis, "height", SP_FILTER_OVER, NULL, FALSE);
  filter->relative = SP_AGGREGATE_MEAN;
  filter->or_previous = TRUE;
  sp_analysis_set_sort (analysis, SP_AGGREGATE_MEDIAN, "height", TRUE);
  analysis->limit = 7;
  analysis->chart = SP_CHART_STACKED_BAR;
  analysis->colour = g_strdup ("park");
  analysis->bins = 9;
  analysis->title = g_strdup ("Trees");
  analysis->save_as = g_strdup ("trees-out.csv");
  analysis->decimals = 3;

  return analysis;
}

static void
test_copy (void)
{
  g_autoptr(SpAnalysis) analysis = make_full ();
  g_autoptr(SpAnalysis) copy = sp_analysis_copy (analysis);

  g_assert_true (sp_analysis_equal (analysis, copy));
  sp_analysis_add_column (copy, "park");
  g_assert_false (sp_analysis_equal (analysis, copy));
  g_assert_cmpuint (analysis->columns->len, ==, 1);
}

static void
test_copy_is_deep (void)
{
  g_autoptr(SpAnalysis) analysis = make_full ();
  g_autoptr(SpAnalysis) copy = sp_analysis_copy (analysis);
  SpFilter *filter = g_ptr_array_index (copy->filters, 0);

  g_ptr_array_set_size (filter->values, 1);
  copy->sort->descending = FALSE;
  g_assert_cmpuint (((SpFilter *) g_ptr_array_index (analysis->filters, 0))->values->len, ==, 2);
  g_assert_true (analysis->sort->descending);
}

static void
test_equal_sees_every_part (void)
{
  g_autoptr(SpAnalysis) analysis = make_full ();

  for (guint i = 0; i < 8; i++)
    {
      g_autoptr(SpAnalysis) other = sp_analysis_copy (analysis);

      switch (i)
        {
        case 0: other->task = SP_TASK_ROWS; break;
        case 1: other->limit = 8; break;
        case 2: other->chart = SP_CHART_BAR; break;
        case 3: other->decimals = 2; break;
        case 4: ((SpKey *) g_ptr_array_index (other->keys, 0))->part = SP_PART_MONTH; break;
        case 5: ((SpFilter *) g_ptr_array_index (other->filters, 1))->or_previous = FALSE; break;
        case 6: ((SpMeasure *) g_ptr_array_index (other->measures, 1))->aggregate = SP_AGGREGATE_MEAN; break;
        default: other->bins = 0; break;
        }
      g_assert_false (sp_analysis_equal (analysis, other));
    }
}

static void
test_json_round_trip (void)
{
  g_autoptr(SpAnalysis) analysis = make_full ();
  g_autoptr(JsonObject) object = sp_analysis_to_json (analysis);
  g_autofree char *text = sp_json_object_to_string (object);
  g_autoptr(JsonObject) parsed = sp_json_parse_object (text, -1, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(SpAnalysis) back = sp_analysis_from_json (parsed, &error);

  g_assert_no_error (error);
  g_assert_true (sp_analysis_equal (analysis, back));
}

static void
test_json_leaves_defaults_out (void)
{
  g_autoptr(SpAnalysis) analysis = sp_analysis_new (SP_TASK_ROWS);
  g_autoptr(JsonObject) object = sp_analysis_to_json (analysis);
  g_autofree char *text = sp_json_object_to_string (object);

  g_assert_cmpstr (text, ==, "{\"task\":\"rows\"}");
}

static void
test_json_refuses (void)
{
  static const char * const texts[] = {
    "{\"task\":\"dance\"}",
    "{\"task\":7}",
    "{\"chart\":\"cake\"}",
    "{\"columns\":[1]}",
    "{\"columns\":\"a\"}",
    "{\"measures\":[{\"aggregate\":\"mean\"}]}",
    "{\"measures\":[\"mean\"]}",
    "{\"keys\":[{}]}",
    "{\"keys\":[{\"column\":\"a\",\"part\":\"century\"}]}",
    "{\"filters\":[{\"column\":\"a\",\"op\":\"near\"}]}",
    "{\"filters\":[{\"op\":\"is\"}]}",
    "{\"filters\":[{\"column\":\"a\",\"values\":[{}]}]}",
    "{\"derived\":[{\"name\":\"a\",\"left\":\"b\",\"op\":\"**\",\"right\":\"c\"}]}",
    "{\"derived\":[{\"name\":\"a\",\"left\":\"b\",\"op\":\";\",\"right\":\"c\"}]}",
    "{\"sort\":{\"descending\":true}}",
    "{\"limit\":-9}",
    "{\"bins\":99999999999}",
    "{\"title\":[]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(JsonObject) object = sp_json_parse_object (texts[i], -1, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(SpAnalysis) analysis = sp_analysis_from_json (object, &error);

      g_test_message ("%s", texts[i]);
      g_assert_null (analysis);
      g_assert_nonnull (error);
    }
}

static void
test_list_used (void)
{
  g_autoptr(SpAnalysis) analysis = make_full ();
  g_autoptr(GPtrArray) used = NULL;
  static const char * const expected[] = { "kind", "height", "planted", "park", NULL };

  sp_analysis_add_column (analysis, "slimness");
  used = sp_analysis_list_used (analysis);
  for (guint i = 0; expected[i] != NULL; i++)
    g_assert_true (g_ptr_array_find_with_equal_func (used, expected[i], g_str_equal, NULL));
  /* A derived column stands for what it is made of. */
  g_assert_true (g_ptr_array_find_with_equal_func (used, "girth", g_str_equal, NULL));
  g_assert_false (g_ptr_array_find_with_equal_func (used, "slimness", g_str_equal, NULL));
  g_assert_cmpuint (used->len, ==, 5);
}

static void
test_ids_are_different (void)
{
  for (int i = 0; i < SP_N_AGGREGATES; i++)
    {
      for (int j = 0; j < i; j++)
        g_assert_cmpstr (sp_aggregate_get_id (i), !=, sp_aggregate_get_id (j));
    }
  for (int i = 0; i < SP_N_FILTER_OPS; i++)
    {
      for (int j = 0; j < i; j++)
        g_assert_cmpstr (sp_filter_op_get_id (i), !=, sp_filter_op_get_id (j));
    }
  for (int i = 0; i < SP_N_CHARTS; i++)
    g_assert_nonnull (sp_chart_get_id (i));
  for (int i = 0; i < SP_N_PARTS; i++)
    g_assert_nonnull (sp_part_get_id (i));
  for (int i = 0; i < SP_N_TASKS; i++)
    g_assert_nonnull (sp_task_get_id (i));
}

static void
test_measure_equal (void)
{
  g_autoptr(SpMeasure) rows = sp_measure_new (SP_AGGREGATE_COUNT, NULL);
  g_autoptr(SpMeasure) also = sp_measure_new (SP_AGGREGATE_COUNT, NULL);
  g_autoptr(SpMeasure) column = sp_measure_new (SP_AGGREGATE_COUNT, "a");

  g_assert_true (sp_measure_equal (rows, also));
  g_assert_false (sp_measure_equal (rows, column));
  g_assert_false (sp_measure_equal (rows, NULL));
  g_assert_true (sp_measure_equal (NULL, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/analysis/copy", test_copy);
  g_test_add_func ("/sp/analysis/copy-is-deep", test_copy_is_deep);
  g_test_add_func ("/sp/analysis/equal-sees-every-part", test_equal_sees_every_part);
  g_test_add_func ("/sp/analysis/json-round-trip", test_json_round_trip);
  g_test_add_func ("/sp/analysis/json-leaves-defaults-out", test_json_leaves_defaults_out);
  g_test_add_func ("/sp/analysis/json-refuses", test_json_refuses);
  g_test_add_func ("/sp/analysis/list-used", test_list_used);
  g_test_add_func ("/sp/analysis/ids-are-different", test_ids_are_different);
  g_test_add_func ("/sp/analysis/measure-equal", test_measure_equal);

  return g_test_run ();
}
