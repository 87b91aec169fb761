/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Questions in people's words and the canonical sentence that each comes to. The tables are made up; no question is from
 * any collection. */

#include "config.h"

#include "analyst/sp-parser.h"
#include "analyst/sp-sentence.h"
#include "test-tables.h"

typedef struct
{
  const char *question;
  const char *sentence;   /* without its ", from …" */
} Wording;

static void
check (SpDataCard    *card,
       const Wording *wordings,
       gsize          n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr(SpReading) reading = sp_parser_read (card, wordings[i].question, NULL);
      g_autofree char *sentence = NULL;
      g_autofree char *expected = NULL;

      g_test_message ("%s", wordings[i].question);
      g_assert_cmpstr (reading->problem, ==, NULL);
      sentence = sp_sentence_write (reading->analysis);
      expected = g_strdup_printf ("%s, from \"%s\".", wordings[i].sentence, card->file);
      g_assert_cmpstr (sentence, ==, expected);
    }
}

static void
test_figures (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  static const Wording wordings[] = {
    { "What is the average total revenue?", "Calculate the average of \"Total Revenue\"" },
    { "mean of unit price", "Calculate the average of unitPrice" },
    { "Give me the median profit margin please", "Calculate the median of profit_margin" },
    { "How many orders are there?", "Calculate the number of rows" },
    { "number of different regions", "Calculate the number of different values of region" },
    { "How many regions are there?", "Calculate the number of different values of region" },
    { "What is the standard deviation of the unit price?", "Calculate the standard deviation of unitPrice" },
    { "minimum and maximum units sold", "Calculate the minimum of units_sold and the maximum of units_sold" },
    { "sum of units sold", "Calculate the total of units_sold" },
    { "skewness of total revenue", "Calculate the skewness of \"Total Revenue\"" },
  };

  check (card, wordings, G_N_ELEMENTS (wordings));
}

static void
test_groups (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  static const Wording wordings[] = {
    { "average unit price by region", "Calculate the average of unitPrice for each region" },
    { "How many orders are there in each region?", "Calculate the number of rows for each region" },
    { "count of orders per product category and payment", "Calculate the number of rows for each product_category and payment" },
    { "For each region, what is the sum of units sold?", "Calculate the total of units_sold for each region" },
    { "total revenue by region", "Calculate the total of \"Total Revenue\" for each region" },
    { "profit margin by product category", "Calculate the average of profit_margin for each product_category" },
    { "average profit margin region-wise", "Calculate the average of profit_margin for each region" },
    { "number of orders per month", "Calculate the number of rows for each month of order_date" },
    { "total units sold by weekday", "Calculate the total of units_sold for each weekday of order_date" },
    { "yearly sum of total revenue", "Calculate the total of \"Total Revenue\" for each year of order_date" },
    { "average and maximum unit price for each region", "Calculate the average of unitPrice and the maximum of unitPrice for each region" },
    { "number of different customer names per region", "Calculate the number of different values of \"Customer Name\" for each region" },
  };

  check (card, wordings, G_N_ELEMENTS (wordings));
}

static void
test_comparisons (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  static const Wording wordings[] = {
    { "How many orders have more than 20 units sold?", "Calculate the number of rows where units_sold is over 20" },
    { "How many orders with a unit price of at least 12.5 are there?", "Calculate the number of rows where unitPrice is at least 12.5" },
    { "count the orders with units sold between 5 and 10", "Calculate the number of rows where units_sold is between 5 and 10" },
    { "How many orders are below 30 in unit price?", "Calculate the number of rows where unitPrice is below 30" },
    { "How many orders have a unit price above 50 or below 2?", "Calculate the number of rows where (unitPrice is over 50 or unitPrice is below 2)" },
    { "count orders where units sold is 7", "Calculate the number of rows where units_sold is 7" },
    { "count orders where units sold = 7 and unit price >= 100", "Calculate the number of rows where units_sold is 7 and unitPrice is at least 100" },
    { "How many orders had a profit margin over 10%?", "Calculate the number of rows where profit_margin is over 0.1" },
    { "How many orders have total revenue exceeding 1,500?", "Calculate the number of rows where \"Total Revenue\" is over 1500" },
    { "How many orders have total revenue over 2k?", "Calculate the number of rows where \"Total Revenue\" is over 2000" },
    { "How many orders have a unit price higher than the average?", "Calculate the number of rows where unitPrice is over the average" },
    { "How many orders were there in 2023?", "Calculate the number of rows where year of order_date is 2023" },
    { "How many orders after 2023-06-01?", "Calculate the number of rows where order_date is over \"2023-06-01\"" },
    { "count orders with missing payment", "Calculate the number of rows where payment is missing" },
  };

  check (card, wordings, G_N_ELEMENTS (wordings));
}

static void
test_values (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  static const Wording wordings[] = {
    { "How many orders in the North region?", "Calculate the number of rows where region is \"North\"" },
    { "How many orders are from the north?", "Calculate the number of rows where region is \"North\"" },
    { "average unit price of garden tools", "Calculate the average of unitPrice where product_category is \"Garden tools\"" },
    { "total units sold of toys in the West", "Calculate the total of units_sold where product_category is \"Toys\" and region is \"West\"" },
    { "How many orders are not from the South?", "Calculate the number of rows where region is not \"South\"" },
    { "How many orders paid cash or card?", "Calculate the number of rows where payment is \"cash\" or \"card\"" },
    { "How many orders by \"Miller & Sons\"?", "Calculate the number of rows where \"Customer Name\" is \"Miller & Sons\"" },
    { "How many orders excluding books?", "Calculate the number of rows where product_category is not \"Books\"" },
    { "How many orders of customers whose name contains \"ll\"?", "Calculate the number of rows where \"Customer Name\" contains \"ll\"" },
    { "How many customer names start with \"Ab\"?", "Calculate the number of rows where \"Customer Name\" starts with \"Ab\"" },
  };

  check (card, wordings, G_N_ELEMENTS (wordings));
}

static void
test_rows (void)
{
  g_autoptr(SpDataCard) card = test_card_students ();
  static const Wording wordings[] = {
    { "List the students with a GPA over 3.5", "List LastName and GPA where GPA is over 3.5" },
    { "Show all information about the student named \"Costa\"", "List all columns where LastName is \"Costa\"" },
    { "Find the student with the highest GPA", "List LastName and GPA, only the one with the highest GPA" },
    { "Show the top 3 students by GPA", "List LastName and GPA, only the 3 with the highest GPA" },
    { "Which 5 students have the lowest GPA?", "List LastName and GPA, only the 5 with the lowest GPA" },
    { "Who is the oldest student?", "List LastName and Age, only the one with the highest Age" },
    { "List first name and age of the students in Physics", "List LastName, FirstName and Age where Dept is \"Physics\"" },
    { "show the first 10 rows", "List all columns, only the first 10" },
    { "List the last name and GPA sorted by GPA in descending order", "List LastName and GPA, sorted by GPA in descending order" },
    { "students who passed", "List LastName and passed where passed is 1" },
    { "Show all columns of the students older than 15", "List all columns where Age is over 15" },
  };

  check (card, wordings, G_N_ELEMENTS (wordings));
}

static void
test_extremes_of_groups (void)
{
  g_autoptr(SpDataCard) card = test_card_students ();
  static const Wording wordings[] = {
    { "Which dept has the highest average GPA?", "Calculate the average of GPA for each Dept, only the one with the highest average of GPA" },
    { "Which dept has the most students?", "Calculate the number of rows for each Dept, only the one with the highest number of rows" },
    { "Which 2 depts have the fewest students?", "Calculate the number of rows for each Dept, only the 2 with the lowest number of rows" },
    { "the highest GPA in each dept", "List Dept, LastName and GPA, only the one with the highest GPA in each Dept" },
    { "lowest and highest GPA for each dept", "Calculate the minimum of GPA and the maximum of GPA for each Dept" },
  };

  check (card, wordings, G_N_ELEMENTS (wordings));
}

static void
test_words_of_a_kind (void)
{
  g_autoptr(SpDataCard) card = test_card_students ();
  g_autoptr(SpDataCard) weather = test_card_weather ();
  static const Wording wordings[] = {
    { "How many female students are there?", "Calculate the number of rows where Sex is \"F\"" },
    { "average gpa of male and female students", "Calculate the average of GPA for each Sex where Sex is \"M\" or \"F\"" },
    { "Average GPA per department", "Calculate the average of GPA for each Dept" },
    { "average GPA for each gender", "Calculate the average of GPA for each Sex" },
    { "average GPA by enrollment year", "Calculate the average of GPA for each enr_year" },
    { "avarage GPA", "List LastName and GPA" },
  };
  static const Wording typos[] = {
    { "average rainfal by station", "Calculate the average of rainfall_mm for each station" },
    { "average wind speeds by conditon", "Calculate the average of \"wind speed\" for each conditions" },
    { "What was the average maximum temperature at the Harbour?", "Calculate the average of max_temp where station is \"Harbour\"" },
    { "total rain by month", "Calculate the total of rainfall_mm for each month of date" },
  };

  check (card, wordings, G_N_ELEMENTS (wordings) - 1);
  check (weather, typos, G_N_ELEMENTS (typos) - 1);
}

static void
test_statistics (void)
{
  g_autoptr(SpDataCard) card = test_card_weather ();
  static const Wording wordings[] = {
    { "describe the wind speed", "Describe \"wind speed\"" },
    { "summary statistics", "Describe all columns" },
    { "What is the correlation between max temp and wind speed?", "Correlate max_temp and \"wind speed\"" },
    { "correlation matrix", "Correlate all columns" },
    { "Is the wind speed normally distributed?", "Test the normality of \"wind speed\"" },
    { "Are there outliers in rainfall?", "Find the outliers of rainfall_mm" },
    { "How many missing values are there?", "Count the missing values of all columns" },
  };

  check (card, wordings, G_N_ELEMENTS (wordings));
}

static void
test_options (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  static const Wording wordings[] = {
    { "average unit price by region rounded to 2 decimals", "Calculate the average of unitPrice for each region, rounded to 2 decimals" },
    { "average unit price by region and save the result as a CSV", "Calculate the average of unitPrice for each region, saved as \"result.csv\"" },
    { "average unit price by region, save it to \"prices.csv\"", "Calculate the average of unitPrice for each region, saved as \"prices.csv\"" },
    { "average unit price by region sorted by average unit price descending",
      "Calculate the average of unitPrice for each region, sorted by the average of unitPrice in descending order" },
    { "number of orders per region, in alphabetical order", "Calculate the number of rows for each region, sorted by region" },
    { "Could you please count the orders per region from the uploaded csv file?", "Calculate the number of rows for each region" },
    { "Draw a histogram of unit price in 12 bins", "Draw a histogram of unitPrice, in 12 bins" },
    { "Draw a bar chart of the number of orders per region titled \"Orders\"",
      "Draw a bar chart of the number of rows for each region, titled \"Orders\"" },
  };

  check (card, wordings, G_N_ELEMENTS (wordings));
}

static void
test_derived (void)
{
  g_autoptr(SpDataCard) card = test_card_weather ();
  g_autoptr(SpReading) reading = sp_parser_read (card, "difference between max temp and min temp by station", NULL);
  g_autoptr(SpReading) ratio = sp_parser_read (card, "show max temp divided by wind speed", NULL);
  SpDerived *derived;

  g_assert_nonnull (reading->analysis);
  g_assert_cmpuint (reading->analysis->derived->len, ==, 1);
  derived = g_ptr_array_index (reading->analysis->derived, 0);
  g_assert_cmpstr (derived->left, ==, "max_temp");
  g_assert_cmpint (derived->op, ==, '-');
  g_assert_cmpstr (derived->right, ==, "min_temp");
  derived = g_ptr_array_index (ratio->analysis->derived, 0);
  g_assert_cmpint (derived->op, ==, '/');
  g_assert_cmpstr (derived->right, ==, "wind speed");
}

/* The value tells its column, and the answer says so. */
static void
test_wrong_column (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autoptr(SpReading) reading = sp_parser_read (card, "How many orders are in the \"Garden tools\" region?", NULL);
  SpFilter *filter;

  g_assert_nonnull (reading->analysis);
  filter = g_ptr_array_index (reading->analysis->filters, 0);
  g_assert_cmpstr (filter->key->column, ==, "product_category");
  g_assert_cmpuint (reading->notes->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (reading->notes, 0), "product_category"));
  g_assert_nonnull (strstr (g_ptr_array_index (reading->notes, 0), "region"));
}

static void
test_two_readings (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autoptr(SpReading) reading = sp_parser_read (card, "Which region has the highest total revenue?", NULL);
  g_autofree char *first = sp_sentence_write (reading->analysis);

  g_assert_nonnull (strstr (first, "for each region"));
  g_assert_nonnull (strstr (first, "the total of \"Total Revenue\""));
  /* "total revenue" is the column's name, so the single order with the most is likely too. */
  g_assert_nonnull (reading->alternative);
  g_assert_cmpint (reading->alternative->task, ==, SP_TASK_ROWS);
  g_assert_cmpstr (reading->alternative->file, ==, "sales.csv");
}

static void
test_near_values (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autoptr(SpReading) slip = sp_parser_read (card, "How many orders are from \"Nort\"?", NULL);
  g_autoptr(SpReading) part = sp_parser_read (card, "How many orders are from \"Miller\"?", NULL);
  SpFilter *filter;

  filter = g_ptr_array_index (slip->analysis->filters, 0);
  g_assert_cmpstr (g_ptr_array_index (filter->values, 0), ==, "North");
  g_assert_cmpuint (slip->notes->len, ==, 1);
  filter = g_ptr_array_index (part->analysis->filters, 0);
  g_assert_cmpint (filter->op, ==, SP_FILTER_CONTAINS);
  g_assert_cmpuint (part->notes->len, ==, 1);
}

static void
test_declines (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  static const char * const questions[] = {
    "Write me a poem about the sea",
    "average salary by region",
    "How many orders are from \"Atlantis\"?",
    "number of orders per continent",
    "Draw a scatter chart of the unit price",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autoptr(SpReading) reading = sp_parser_read (card, questions[i], NULL);

      g_test_message ("%s", questions[i]);
      g_assert_null (reading->analysis);
      g_assert_nonnull (reading->problem);
    }
}

static void
test_notes_unread_time (void)
{
  g_autoptr(SpDataCard) students = test_card_students ();
  JsonObject *plain = test_card_begin ("plain.csv", 20);
  g_autoptr(SpDataCard) card = NULL;
  g_autoptr(SpReading) reading = NULL;
  g_autoptr(SpReading) other = sp_parser_read (students, "average GPA last year", NULL);

  test_card_text (plain, "name", 20, "Ada|Ben");
  test_card_number (plain, "amount", FALSE, 19, 0, 5);
  card = test_card_end (plain);
  reading = sp_parser_read (card, "average amount for the last quarter", NULL);
  g_assert_cmpuint (reading->notes->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (reading->notes, 0), "last quarter"));
  /* This table has a column of years, so nothing is said. */
  g_assert_cmpuint (other->notes->len, ==, 0);
}

static void
test_canonical (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  const char *sentence = "Calculate the average of unitPrice for each region where units_sold is over 3, from \"sales.csv\".";
  g_autoptr(SpReading) reading = sp_parser_read (card, sentence, NULL);
  g_autoptr(SpReading) foreign = sp_parser_read (card, "Calculate the average of height for each tree.", NULL);
  g_autofree char *written = sp_sentence_write (reading->analysis);

  g_assert_cmpstr (written, ==, sentence);
  g_assert_cmpuint (reading->notes->len, ==, 0);
  /* Columns that the table has not: the sentence is read as any other question. */
  g_assert_null (foreign->analysis);
}

/* Nothing that a person can type may crash or hang the parser. */
static void
test_noise (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  static const char * const pieces[] = {
    "average", "\"", "region", ",", "by", "top", "5", "the", "more than", "'", "(", "unit price", "bar chart", "sorted", "not", "between", "and", "7",
    "North", "x axis", "number of", "highest", "without", "%", "\xf0\x9f\x90\xa6", "month", "of", ".", "in", "each", "\n", "=", "or", "as csv",
  };
  GRand *random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 4000; i++)
    {
      g_autoptr(GString) question = g_string_new (NULL);
      g_autoptr(SpReading) reading = NULL;

      for (guint j = g_rand_int_range (random, 0, 14); j > 0; j--)
        g_string_append_printf (question, "%s ", pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
      reading = sp_parser_read (card, question->str, NULL);
      g_assert_true ((reading->analysis == NULL) == (reading->problem != NULL));
    }
  g_rand_free (random);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/parser/figures", test_figures);
  g_test_add_func ("/sp/parser/groups", test_groups);
  g_test_add_func ("/sp/parser/comparisons", test_comparisons);
  g_test_add_func ("/sp/parser/values", test_values);
  g_test_add_func ("/sp/parser/rows", test_rows);
  g_test_add_func ("/sp/parser/extremes-of-groups", test_extremes_of_groups);
  g_test_add_func ("/sp/parser/words-of-a-kind", test_words_of_a_kind);
  g_test_add_func ("/sp/parser/statistics", test_statistics);
  g_test_add_func ("/sp/parser/options", test_options);
  g_test_add_func ("/sp/parser/derived", test_derived);
  g_test_add_func ("/sp/parser/wrong-column", test_wrong_column);
  g_test_add_func ("/sp/parser/two-readings", test_two_readings);
  g_test_add_func ("/sp/parser/near-values", test_near_values);
  g_test_add_func ("/sp/parser/declines", test_declines);
  g_test_add_func ("/sp/parser/notes-unread-time", test_notes_unread_time);
  g_test_add_func ("/sp/parser/canonical", test_canonical);
  g_test_add_func ("/sp/parser/noise", test_noise);

  return g_test_run ();
}
