/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "analyst/sp-phrases.h"
#include "analyst/sp-vocabulary.h"
#include "analyst/sp-words.h"
#include "test-tables.h"

/* The words of a text as "kind:folded" with single spaces between. */
static char *
show (const char *text)
{
  g_autoptr(GPtrArray) words = sp_words_split (text);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    {
      SpWord *word = g_ptr_array_index (words, i);

      g_string_append_printf (out, "%s%c:%s", i > 0 ? " " : "", "wndqm"[word->kind], word->folded);
    }

  return g_string_free (out, FALSE);
}

static void
test_split (void)
{
  static const struct
  {
    const char *text;
    const char *shown;
  } cases[] = {
    { "Average of net_profit?", "w:average w:of w:net w:profit m:?" },
    { "unitPrice HTMLPage ID", "w:unit w:price w:html w:page w:id" },
    { "the company's \"Best & Sons\"", "w:the w:company q:best & sons" },
    { "25,000 and 1.5", "n:25,000 w:and n:1.5" },
    { "x >= -3, y != 4", "w:x m:>= n:-3 m:, w:y m:!= n:4" },
    { "since 2024-01-31", "w:since d:2024-01-31" },
    { "Größe und Übermaß", "w:grösse w:und w:übermass" },
    { "“left” and ‘right’", "q:left w:and q:right" },
    { "don't stop", "w:don w:t w:stop" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = show (cases[i].text);

      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *text;
    double      number;
    gboolean    percent;
  } cases[] = {
    { "25,000", 25000, FALSE }, { "1,234,567.5", 1234567.5, FALSE }, { "12.5%", 12.5, TRUE }, { "3k", 3000, FALSE },
    { "2 million", 2e6, FALSE }, { "1.5m", 1.5e6, FALSE }, { "five", 5, FALSE }, { "-7", -7, FALSE }, { ".5", 0.5, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) words = sp_words_split (cases[i].text);
      SpWord *word = g_ptr_array_index (words, 0);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (word->kind, ==, SP_WORD_NUMBER);
      g_assert_cmpfloat_with_epsilon (word->number, cases[i].number, 1e-9);
      g_assert_true (word->percent == cases[i].percent);
    }
}

static void
test_normalise (void)
{
  g_autofree char *a = sp_words_normalise ("SOFTWARE & Services");
  g_autofree char *b = sp_words_normalise ("software and services");
  g_autofree char *c = sp_words_normalise ("A-1001");

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (c, ==, "a 1001");
}

static void
test_stem (void)
{
  static const char * const pairs[][2] = {
    { "companies", "company" }, { "prices", "price" }, { "boxes", "box" }, { "classes", "class" }, { "glass", "glass" }, { "status", "status" },
    { "running", "run" }, { "gas", "gas" }, { "analysis", "analysis" }, { "branches", "branch" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *stem = sp_words_stem (pairs[i][0]);

      g_assert_cmpstr (stem, ==, pairs[i][1]);
    }
}

static void
test_similarity (void)
{
  g_assert_cmpfloat (sp_words_similarity ("price", "price"), ==, 1);
  g_assert_cmpfloat (sp_words_similarity ("prices", "price"), >, 0.95);
  g_assert_cmpfloat (sp_words_similarity ("gender", "sex"), >, 0.75);
  g_assert_cmpfloat (sp_words_similarity ("department", "dept"), >, 0.7);
  g_assert_cmpfloat (sp_words_similarity ("enrollment", "enr"), >, 0.7);
  g_assert_cmpfloat (sp_words_similarity ("accelration", "acceleration"), >, 0.6);
  g_assert_cmpfloat (sp_words_similarity ("average", "age"), ==, 0);
  g_assert_cmpfloat (sp_words_similarity ("cat", "car"), ==, 0);
  g_assert_cmpfloat (sp_words_similarity ("profit", "province"), ==, 0);
}

static void
test_distance (void)
{
  g_assert_cmpuint (sp_words_distance ("kitten", "sitting"), ==, 3);
  g_assert_cmpuint (sp_words_distance ("price", "pirce"), ==, 1);
  g_assert_cmpuint (sp_words_distance ("", "abc"), ==, 3);
  g_assert_cmpuint (sp_words_distance ("same", "same"), ==, 0);
}

static SpTerm *
find_term (GPtrArray  *terms,
           SpTermKind  kind,
           guint       nth)
{
  for (guint i = 0; i < terms->len; i++)
    {
      SpTerm *term = g_ptr_array_index (terms, i);

      if (term->kind == kind && nth-- == 0)
        return term;
    }

  return NULL;
}

static void
test_vocabulary_columns (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  static const char * const pairs[][2] = {
    { "what about the total revenue", "Total Revenue" }, { "the revenue", "Total Revenue" }, { "TOTAL REVENUES", "Total Revenue" },
    { "price of a unit", "unitPrice" }, { "unit_price", "unitPrice" }, { "margin", "profit_margin" }, { "customers' names", "Customer Name" },
    { "\"product_category\"", "product_category" }, { "product categories", "product_category" }, { "units", "units_sold" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr(GPtrArray) terms = sp_vocabulary_read (card, pairs[i][0]);
      SpTerm *term = find_term (terms, SP_TERM_COLUMN, 0);

      g_test_message ("%s", pairs[i][0]);
      g_assert_nonnull (term);
      g_assert_cmpstr (term->column->name, ==, pairs[i][1]);
    }
}

static void
test_vocabulary_values (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autoptr(GPtrArray) terms = sp_vocabulary_read (card, "garden tools sold to miller and sons in the NORTH");
  SpTerm *first = find_term (terms, SP_TERM_VALUE, 0);
  SpTerm *second = find_term (terms, SP_TERM_VALUE, 1);
  SpTerm *third = find_term (terms, SP_TERM_VALUE, 2);

  g_assert_cmpstr (g_array_index (first->matches, SpValueMatch, 0).value, ==, "Garden tools");
  g_assert_cmpstr (g_array_index (second->matches, SpValueMatch, 0).value, ==, "Miller & Sons");
  g_assert_cmpstr (g_array_index (third->matches, SpValueMatch, 0).value, ==, "North");
  g_assert_cmpstr (g_array_index (third->matches, SpValueMatch, 0).column->name, ==, "region");
}

static void
test_vocabulary_leaves_grammar_alone (void)
{
  g_autoptr(SpDataCard) card = test_card_students ();
  g_autoptr(GPtrArray) terms = sp_vocabulary_read (card, "how many students are there in the table, sorted by the average of each");

  g_assert_null (find_term (terms, SP_TERM_COLUMN, 0));
  g_assert_null (find_term (terms, SP_TERM_VALUE, 0));
  g_assert_cmpfloat (sp_vocabulary_score (terms), ==, 0);
}

static void
test_vocabulary_initials (void)
{
  JsonObject *object = test_card_begin ("c.csv", 10);
  g_autoptr(SpDataCard) card = NULL;
  g_autoptr(GPtrArray) words = NULL;
  g_autoptr(GPtrArray) letters = NULL;

  test_card_number (object, "EPS", FALSE, 9, 0, 1);
  test_card_number (object, "gross_domestic_product", FALSE, 9, 0, 1);
  card = test_card_end (object);
  words = sp_vocabulary_read (card, "the earnings per share");
  letters = sp_vocabulary_read (card, "the GDP");
  g_assert_cmpstr (find_term (words, SP_TERM_COLUMN, 0)->column->name, ==, "EPS");
  g_assert_cmpstr (find_term (letters, SP_TERM_COLUMN, 0)->column->name, ==, "gross_domestic_product");
}

static void
test_find_column (void)
{
  g_autoptr(SpDataCard) card = test_card_weather ();

  g_assert_cmpstr (sp_vocabulary_find_column (card, "Wind_Speed")->name, ==, "wind speed");
  g_assert_cmpstr (sp_vocabulary_find_column (card, "station")->name, ==, "station");
  g_assert_null (sp_vocabulary_find_column (card, "humidity"));
}

static void
test_phrases (void)
{
  g_autoptr(SpDataCard) card = test_card_students ();
  g_autoptr(GPtrArray) terms = sp_vocabulary_read (card, "no more than , the standard deviation from high to low in a stacked bar chart at the highest weekday");
  SpFilterOp op;
  SpAggregate aggregate;
  SpChart chart;
  gboolean flag;
  SpPart part;

  g_assert_cmpuint (sp_phrases_comparison (terms, 0, &op), ==, 3);
  g_assert_cmpint (op, ==, SP_FILTER_AT_MOST);
  g_assert_cmpuint (sp_phrases_aggregate (terms, 5, &aggregate), ==, 2);
  g_assert_cmpint (aggregate, ==, SP_AGGREGATE_STD);
  g_assert_cmpuint (sp_phrases_direction (terms, 7, &flag), ==, 4);
  g_assert_true (flag);
  g_assert_cmpuint (sp_phrases_chart (terms, 13, &chart), ==, 3);
  g_assert_cmpint (chart, ==, SP_CHART_STACKED_BAR);
  g_assert_cmpuint (sp_phrases_extreme (terms, 18, &flag), ==, 1);
  g_assert_true (flag);
  g_assert_cmpuint (sp_phrases_part (terms, 19, &part), ==, 1);
  g_assert_cmpint (part, ==, SP_PART_WEEKDAY);
}

static void
test_phrases_skip_used (void)
{
  g_autoptr(SpDataCard) card = test_card_students ();
  g_autoptr(GPtrArray) terms = sp_vocabulary_read (card, "bar chart");
  SpChart chart;

  g_assert_cmpuint (sp_phrases_chart (terms, 0, &chart), ==, 2);
  ((SpTerm *) g_ptr_array_index (terms, 1))->used = TRUE;
  g_assert_cmpuint (sp_phrases_chart (terms, 0, &chart), ==, 1);
  ((SpTerm *) g_ptr_array_index (terms, 0))->used = TRUE;
  g_assert_cmpuint (sp_phrases_chart (terms, 0, &chart), ==, 0);
  g_assert_cmpuint (sp_phrases_match_any (terms, 5, "bar|chart"), ==, 0);
  g_assert_true (sp_phrases_is_filler ("the"));
  g_assert_false (sp_phrases_is_filler ("average"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/words/split", test_split);
  g_test_add_func ("/sp/words/numbers", test_numbers);
  g_test_add_func ("/sp/words/normalise", test_normalise);
  g_test_add_func ("/sp/words/stem", test_stem);
  g_test_add_func ("/sp/words/similarity", test_similarity);
  g_test_add_func ("/sp/words/distance", test_distance);
  g_test_add_func ("/sp/vocabulary/columns", test_vocabulary_columns);
  g_test_add_func ("/sp/vocabulary/values", test_vocabulary_values);
  g_test_add_func ("/sp/vocabulary/leaves-grammar-alone", test_vocabulary_leaves_grammar_alone);
  g_test_add_func ("/sp/vocabulary/initials", test_vocabulary_initials);
  g_test_add_func ("/sp/vocabulary/find-column", test_find_column);
  g_test_add_func ("/sp/phrases/longest", test_phrases);
  g_test_add_func ("/sp/phrases/skip-used", test_phrases_skip_used);

  return g_test_run ();
}
