/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "analyst/sp-sentence.h"

/* Names that a table may have and that the grammar could trip over. */
static const char * const names[] = {
  "price", "net_profit", "Total Revenue", "year", "in", "the", "number", "sorted", "and", "or", "2019", "a \"b\"", "back\\slash", "line\nbreak",
  "line\rbreak", "prix (€)", "売上", "only the", "total", "", " spaced ", "average of x", "x.y", "for each", "is", "average", "rows", "-5", "where",
  "first", "descending", "coloured", "from",
};

static const char * const values[] = {
  "North", "A & B", "is over 5", "\"", "\\", "or \"x\"", "12", "", "ünï", "), from \"x\".",
};

static const char * const numbers[] = { "0", "7", "-3", "12.5", "-0.25", "1e9", "1.5e-07", "45316" };

static const char *
pick_name (GRand *random)
{
  return names[g_rand_int_range (random, 0, G_N_ELEMENTS (names))];
}

static SpAggregate
pick_aggregate (GRand *random)
{
  return g_rand_int_range (random, SP_AGGREGATE_COUNT, SP_N_AGGREGATES);
}

static void
add_random_filter (SpAnalysis *analysis,
                   GRand      *random)
{
  SpFilterOp op = g_rand_int_range (random, 0, SP_N_FILTER_OPS);
  SpFilter *filter = sp_analysis_add_filter (analysis, pick_name (random), op, NULL, FALSE);
  gboolean range = op == SP_FILTER_BETWEEN || op == SP_FILTER_NOT_BETWEEN;
  gboolean list = op == SP_FILTER_IS || op == SP_FILTER_IS_NOT;
  gboolean none = op == SP_FILTER_MISSING || op == SP_FILTER_PRESENT;
  guint n = none ? 0 : range ? 2 : list ? g_rand_int_range (random, 1, 4) : 1;

  filter->or_previous = analysis->filters->len > 1 && g_rand_boolean (random);
  if (g_rand_int_range (random, 0, 4) == 0)
    filter->key->part = g_rand_int_range (random, 1, SP_N_PARTS);
  if (!none && !range && g_rand_int_range (random, 0, 8) == 0)
    {
      filter->relative = g_rand_int_range (random, SP_AGGREGATE_MEAN, SP_AGGREGATE_STD);
      return;
    }
  filter->numeric = n > 0 && g_rand_boolean (random);
  for (guint i = 0; i < n; i++)
    {
      const char *value = filter->numeric ? numbers[g_rand_int_range (random, 0, G_N_ELEMENTS (numbers))]
                                          : values[g_rand_int_range (random, 0, G_N_ELEMENTS (values))];

      g_ptr_array_add (filter->values, g_strdup (value));
    }
}

static void
add_random_head (SpAnalysis *analysis,
                 GRand      *random)
{
  gboolean chart = g_rand_boolean (random);

  if (analysis->task == SP_TASK_SUMMARY)
    {
      for (guint i = g_rand_int_range (random, 1, 4); i > 0; i--)
        {
          SpAggregate aggregate = pick_aggregate (random);
          gboolean rows = aggregate == SP_AGGREGATE_COUNT && g_rand_boolean (random);

          sp_analysis_add_measure (analysis, aggregate, rows ? NULL : pick_name (random));
        }
      for (guint i = g_rand_int_range (random, 0, 3); i > 0; i--)
        sp_analysis_add_key (analysis, pick_name (random), g_rand_int_range (random, 0, SP_N_PARTS));
    }
  else
    {
      for (guint i = g_rand_int_range (random, 0, 4); i > 0; i--)
        sp_analysis_add_column (analysis, pick_name (random));
    }
  if (chart && (analysis->task == SP_TASK_SUMMARY || (analysis->task == SP_TASK_ROWS && analysis->columns->len > 0)))
    analysis->chart = g_rand_int_range (random, 1, SP_N_CHARTS);
  if (analysis->chart == SP_CHART_SCATTER && g_rand_boolean (random))
    analysis->colour = g_strdup (pick_name (random));
  if (analysis->chart == SP_CHART_HISTOGRAM)
    analysis->bins = g_rand_int_range (random, 0, 50);
}

static SpAnalysis *
make_random (GRand *random)
{
  SpAnalysis *analysis = sp_analysis_new (g_rand_int_range (random, 0, SP_N_TASKS));

  add_random_head (analysis, random);
  for (guint i = g_rand_int_range (random, 0, 4); i > 0; i--)
    add_random_filter (analysis, random);
  if (g_rand_boolean (random))
    {
      SpAggregate aggregate = g_rand_boolean (random) ? SP_AGGREGATE_NONE : pick_aggregate (random);

      sp_analysis_set_sort (analysis, aggregate, pick_name (random), g_rand_boolean (random));
    }
  analysis->limit = g_rand_int_range (random, 0, 4);
  /* The keys of rows stand in the sentence with the limit. */
  if (analysis->task == SP_TASK_ROWS && analysis->sort != NULL && analysis->limit > 0 && g_rand_boolean (random))
    sp_analysis_add_key (analysis, pick_name (random), SP_PART_NONE);
  if (g_rand_int_range (random, 0, 4) == 0)
    sp_analysis_add_derived (analysis, pick_name (random), pick_name (random), "+-*/"[g_rand_int_range (random, 0, 4)],
                             g_rand_boolean (random) ? "-2.5" : pick_name (random));
  if (g_rand_int_range (random, 0, 4) == 0)
    analysis->title = g_strdup (values[g_rand_int_range (random, 0, G_N_ELEMENTS (values))]);
  if (g_rand_int_range (random, 0, 4) == 0)
    analysis->save_as = g_strdup ("out.csv");
  if (g_rand_boolean (random))
    analysis->file = g_strdup (pick_name (random));
  if (g_rand_int_range (random, 0, 4) == 0)
    analysis->sheet = g_strdup (pick_name (random));
  if (g_rand_boolean (random))
    analysis->decimals = g_rand_int_range (random, 0, 6);

  return analysis;
}

/* Whatever an analysis holds, its sentence says it all. */
static void
test_round_trip (void)
{
  GRand *random = g_rand_new_with_seed (20260101);

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr(SpAnalysis) analysis = make_random (random);
      g_autofree char *sentence = sp_sentence_write (analysis);
      g_autoptr(GError) error = NULL;
      g_autoptr(SpAnalysis) parsed = sp_sentence_parse (sentence, &error);
      g_autofree char *again = NULL;

      if (error != NULL)
        g_test_message ("%s", sentence);
      g_assert_no_error (error);
      again = sp_sentence_write (parsed);
      g_assert_cmpstr (again, ==, sentence);
      if (!sp_analysis_equal (analysis, parsed))
        g_test_message ("%s", sentence);
      g_assert_true (sp_analysis_equal (analysis, parsed));
    }
  g_rand_free (random);
}

/* The sentence becomes a comment in code: it must stay one line. */
static void
test_one_line (void)
{
  GRand *random = g_rand_new_with_seed (3);

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr(SpAnalysis) analysis = make_random (random);
      g_autofree char *sentence = sp_sentence_write (analysis);

      g_assert_null (strpbrk (sentence, "\n\r"));
      g_assert_true (g_str_has_suffix (sentence, "."));
    }
  g_rand_free (random);
}

static void
test_wording (void)
{
  g_autoptr(SpAnalysis) chart = sp_analysis_new (SP_TASK_SUMMARY);
  g_autoptr(SpAnalysis) rows = sp_analysis_new (SP_TASK_ROWS);
  g_autofree char *chart_sentence = NULL;
  g_autofree char *rows_sentence = NULL;
  SpFilter *filter;

  chart->chart = SP_CHART_BAR;
  sp_analysis_add_measure (chart, SP_AGGREGATE_MEAN, "price");
  sp_analysis_add_key (chart, "region", SP_PART_NONE);
  sp_analysis_add_key (chart, "sold on", SP_PART_MONTH);
  sp_analysis_add_filter (chart, "region", SP_FILTER_IS_NOT, "North", FALSE);
  filter = sp_analysis_add_filter (chart, "price", SP_FILTER_BETWEEN, "1", TRUE);
  g_ptr_array_add (filter->values, g_strdup ("9.5"));
  sp_analysis_set_sort (chart, SP_AGGREGATE_MEAN, "price", TRUE);
  chart_sentence = sp_sentence_write (chart);
  g_assert_cmpstr (chart_sentence, ==, "Draw a bar chart of the average of price for each region and month of \"sold on\" where region is not \"North\" "
                   "and price is between 1 and 9.5, sorted by the average of price in descending order.");

  sp_analysis_add_column (rows, "name");
  sp_analysis_add_column (rows, "price");
  sp_analysis_set_sort (rows, SP_AGGREGATE_NONE, "price", FALSE);
  rows->limit = 3;
  sp_analysis_add_key (rows, "region", SP_PART_NONE);
  sp_analysis_add_derived (rows, "tax", "price", '*', "0.2");
  rows_sentence = sp_sentence_write (rows);
  g_assert_cmpstr (rows_sentence, ==, "List name and price, only the 3 with the lowest price in each region, taking tax as price * 0.2.");
}

static void
test_or_groups (void)
{
  const char *sentence = "Calculate the number of rows where (a is over 1 or b is \"x\" or \"y\") and c is not missing and (d is below 2 or e is \"z\").";
  g_autoptr(GError) error = NULL;
  g_autoptr(SpAnalysis) analysis = sp_sentence_parse (sentence, &error);
  g_autofree char *where = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (analysis->filters->len, ==, 5);
  g_assert_false (((SpFilter *) g_ptr_array_index (analysis->filters, 0))->or_previous);
  g_assert_true (((SpFilter *) g_ptr_array_index (analysis->filters, 1))->or_previous);
  g_assert_cmpuint (((SpFilter *) g_ptr_array_index (analysis->filters, 1))->values->len, ==, 2);
  g_assert_false (((SpFilter *) g_ptr_array_index (analysis->filters, 2))->or_previous);
  where = sp_sentence_write_filters (analysis);
  g_assert_nonnull (strstr (sentence, where));
}

static void
test_measure (void)
{
  g_autoptr(SpMeasure) rows = sp_measure_new (SP_AGGREGATE_COUNT, NULL);
  g_autoptr(SpMeasure) column = sp_measure_new (SP_AGGREGATE_NONE, "Total Revenue");
  g_autofree char *first = sp_sentence_write_measure (rows);
  g_autofree char *second = sp_sentence_write_measure (column);

  g_assert_cmpstr (first, ==, "the number of rows");
  g_assert_cmpstr (second, ==, "\"Total Revenue\"");
}

static void
test_refuses (void)
{
  static const char * const sentences[] = {
    "", ".", "Hello.", "List", "List.", "List a", "List a where.", "List a where b.", "List a where b is.", "List a where b is over.",
    "List a where (b is 1.", "List a, sorted by.", "List a, only the.", "List a, only the 3 with the highest.", "List \"a.", "List a. More.",
    "Draw a cake chart of a.", "Draw a bar chart a.", "Calculate average of a.", "Calculate the average a.", "List a, rounded to 2.",
    "List a, rounded to x decimals.", "List a, titled x.", "List a, taking b as c.", "List a, taking b as c ! d.", "List a where b is between 1.",
    "List a where b is between 1 to 2.", "List a, only the 99999999999999999999 with the highest b.",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(SpAnalysis) analysis = sp_sentence_parse (sentences[i], &error);

      g_test_message ("%s", sentences[i]);
      g_assert_null (analysis);
      g_assert_error (error, SP_ANALYST_ERROR, SP_ANALYST_ERROR_SENTENCE);
    }
}

/* Every beginning of a sentence is refused or read; none crashes. */
static void
test_prefixes (void)
{
  const char *sentence = "Draw a stacked bar chart of the average of \"a b\" and the number of rows for each year of d and e where (f is over the average or g "
                         "starts with \"x\\\"y\") and h is between -1.5 and 2e3, only the 5 with the lowest average of \"a b\", taking k as l - 3, rounded to 2 "
                         "decimals, titled \"T\", saved as \"t.csv\", from \"f.csv\", sheet \"S\".";
  g_autoptr(SpAnalysis) whole = sp_sentence_parse (sentence, NULL);
  g_autofree char *again = sp_sentence_write (whole);

  g_assert_cmpstr (again, ==, sentence);
  for (gsize i = 0; i < strlen (sentence); i++)
    {
      g_autofree char *prefix = g_strndup (sentence, i);
      g_autoptr(SpAnalysis) analysis = sp_sentence_parse (prefix, NULL);

      g_assert_null (analysis);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/sentence/round-trip", test_round_trip);
  g_test_add_func ("/sp/sentence/one-line", test_one_line);
  g_test_add_func ("/sp/sentence/wording", test_wording);
  g_test_add_func ("/sp/sentence/or-groups", test_or_groups);
  g_test_add_func ("/sp/sentence/measure", test_measure);
  g_test_add_func ("/sp/sentence/refuses", test_refuses);
  g_test_add_func ("/sp/sentence/prefixes", test_prefixes);

  return g_test_run ();
}
