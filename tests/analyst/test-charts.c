/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Which chart a question comes to, and what a question changes of the one before it. */

#include "config.h"

#include "analyst/sp-parser.h"
#include "analyst/sp-sentence.h"
#include "test-tables.h"

typedef struct
{
  const char *question;
  const char *sentence;
} Wording;

static char *
read_sentence (SpDataCard       *card,
               const char       *question,
               const SpAnalysis *previous)
{
  g_autoptr(SpReading) reading = sp_parser_read (card, question, previous);

  g_assert_cmpstr (reading->problem, ==, NULL);
  g_clear_pointer (&reading->analysis->file, g_free);

  return sp_sentence_write (reading->analysis);
}

static void
check (SpDataCard    *card,
       const Wording *wordings,
       gsize          n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *sentence = NULL;

      g_test_message ("%s", wordings[i].question);
      sentence = read_sentence (card, wordings[i].question, NULL);
      g_assert_cmpstr (sentence, ==, wordings[i].sentence);
    }
}

static void
test_bars (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  static const Wording wordings[] = {
    { "Draw a bar chart of the number of orders in each region", "Draw a bar chart of the number of rows for each region." },
    { "bar graph of average unit price by product category", "Draw a bar chart of the average of unitPrice for each product_category." },
    { "Show me the regions in a bar chart", "Draw a bar chart of the number of rows for each region." },
    { "bar chart of total revenue by region", "Draw a bar chart of the total of \"Total Revenue\" for each region." },
    { "Could you plot units sold per payment as columns chart?", "Draw a bar chart of the total of units_sold for each payment." },
    { "stacked bar chart of the number of orders by region and payment", "Draw a stacked bar chart of the number of rows for each region and payment." },
    { "grouped bar chart of average unit price by region and payment",
      "Draw a grouped bar chart of the average of unitPrice for each region and payment." },
    { "bar chart of the number of orders per region from high to low",
      "Draw a bar chart of the number of rows for each region, sorted by the number of rows in descending order." },
    { "bar chart of the number of orders per region, sorted by region name from z to a",
      "Draw a bar chart of the number of rows for each region, sorted by region in descending order." },
    { "bar chart of the number of orders per weekday", "Draw a bar chart of the number of rows for each weekday of order_date." },
    { "bar chart of the top 3 regions by average unit price",
      "Draw a bar chart of the average of unitPrice for each region, only the 3 with the highest average of unitPrice." },
  };

  check (card, wordings, G_N_ELEMENTS (wordings));
}

static void
test_row_marks (void)
{
  g_autoptr(SpDataCard) card = test_card_students ();
  static const Wording wordings[] = {
    { "bar chart of the GPA of the students in Physics", "Draw a bar chart of GPA by LastName where Dept is \"Physics\"." },
    { "Draw a bar chart of the 5 students with the highest GPA", "Draw a bar chart of GPA by LastName, only the 5 with the highest GPA." },
    /* More students than a chart can show. */
    { "bar chart of GPA by last name", "Draw a bar chart of GPA by LastName, only the 30 with the highest GPA." },
  };

  check (card, wordings, G_N_ELEMENTS (wordings));
}

static void
test_lines (void)
{
  g_autoptr(SpDataCard) card = test_card_weather ();
  static const Wording wordings[] = {
    { "line chart of average max temp by month", "Draw a line chart of the average of max_temp for each month of date." },
    { "How did the average wind speed change over time? Draw it", "Draw a line chart of the average of \"wind speed\" for each month of date." },
    { "line chart of average max temp by month and station",
      "Draw a line chart of the average of max_temp for each month of date and station." },
    { "show the trend of rainfall by station", "Draw a line chart of the total of rainfall_mm for each month of date and station." },
  };

  check (card, wordings, G_N_ELEMENTS (wordings));
}

static void
test_shares_and_points (void)
{
  g_autoptr(SpDataCard) card = test_card_weather ();
  static const Wording wordings[] = {
    { "pie chart of conditions", "Draw a pie chart of the number of rows for each conditions." },
    { "A pie showing how many days there were of each conditions", "Draw a pie chart of the number of rows for each conditions." },
    { "scatter plot of max temp against wind speed", "Draw a scatter chart of max_temp against \"wind speed\"." },
    { "plot max temp vs min temp colored by station", "Draw a scatter chart of max_temp against min_temp, coloured by station." },
    { "What is the relationship between rainfall and wind speed?", "Draw a scatter chart of rainfall_mm against \"wind speed\"." },
    { "histogram of wind speed", "Draw a histogram of \"wind speed\"." },
    { "distribution of rainfall", "Draw a histogram of rainfall_mm." },
    { "box plot of max temp by station", "Draw a box plot of max_temp for each station." },
    { "histogram of conditions", "Draw a bar chart of the number of rows for each conditions." },
  };

  check (card, wordings, G_N_ELEMENTS (wordings));
}

/* Each line changes what the lines before came to. */
static void
test_follow_ups (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  static const Wording wordings[] = {
    { "average unit price by region", "Calculate the average of unitPrice for each region." },
    { "now as a bar chart", "Draw a bar chart of the average of unitPrice for each region." },
    { "sort it descending", "Draw a bar chart of the average of unitPrice for each region, sorted by the average of unitPrice in descending order." },
    { "only the top 2", "Draw a bar chart of the average of unitPrice for each region, only the 2 with the highest average of unitPrice." },
    { "and only for toys", "Draw a bar chart of the average of unitPrice for each region where product_category is \"Toys\", only the 2 with the highest "
                           "average of unitPrice." },
    { "what about books?", "Draw a bar chart of the average of unitPrice for each region where product_category is \"Books\", only the 2 with the highest "
                           "average of unitPrice." },
    { "make it a pie chart", "Draw a pie chart of the average of unitPrice for each region where product_category is \"Books\", only the 2 with the highest "
                             "average of unitPrice." },
  };
  g_autoptr(SpAnalysis) previous = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (wordings); i++)
    {
      g_autofree char *sentence = NULL;

      g_test_message ("%s", wordings[i].question);
      sentence = read_sentence (card, wordings[i].question, previous);
      g_assert_cmpstr (sentence, ==, wordings[i].sentence);
      g_clear_pointer (&previous, sp_analysis_free);
      previous = sp_sentence_parse (sentence, NULL);
    }
}

static void
test_follow_up_figures (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autoptr(SpAnalysis) previous = sp_sentence_parse ("Calculate the average of unitPrice for each region.", NULL);
  static const Wording wordings[] = {
    { "the median instead", "Calculate the median of unitPrice for each region." },
    { "and by payment instead?", "Calculate the average of unitPrice for each payment." },
    { "split it by payment too", "Calculate the average of unitPrice for each region and payment." },
    { "same for units sold", "Calculate the average of units_sold for each region." },
    { "save it as csv", "Calculate the average of unitPrice for each region, saved as \"result.csv\"." },
    { "only orders with more than 10 units sold", "Calculate the average of unitPrice for each region where units_sold is over 10." },
    { "round it to 1 decimal", "Calculate the average of unitPrice for each region, rounded to 1 decimals." },
    { "in alphabetical order", "Calculate the average of unitPrice for each region, sorted by region." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wordings); i++)
    {
      g_autofree char *sentence = NULL;

      g_test_message ("%s", wordings[i].question);
      sentence = read_sentence (card, wordings[i].question, previous);
      g_assert_cmpstr (sentence, ==, wordings[i].sentence);
    }
}

/* A question of its own starts anew, whatever was asked before. */
static void
test_new_question (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autoptr(SpAnalysis) previous = sp_sentence_parse ("Draw a pie chart of the number of rows for each region where payment is \"cash\".", NULL);
  g_autofree char *sentence = read_sentence (card, "What is the average unit price per product category?", previous);
  g_autofree char *count = read_sentence (card, "How many orders paid by card?", previous);

  g_assert_cmpstr (sentence, ==, "Calculate the average of unitPrice for each product_category.");
  g_assert_cmpstr (count, ==, "Calculate the number of rows where payment is \"card\".");
}

static void
test_without_dates (void)
{
  JsonObject *object = test_card_begin ("d.csv", 100);
  g_autoptr(SpDataCard) card = NULL;
  g_autoptr(SpAnalysis) previous = sp_sentence_parse ("Calculate the average of amount.", NULL);
  g_autofree char *sentence = NULL;

  test_card_text (object, "name", 100, "Ada|Ben");
  test_card_number (object, "amount", FALSE, 90, 0, 45500);
  test_card_fault (object, "amount", "spreadsheet-dates", "20 of 100 numbers look like dates", 20);
  card = test_card_end (object);
  sentence = read_sentence (card, "leave out the spreadsheet dates", previous);
  g_assert_cmpstr (sentence, ==, "Calculate the average of amount where amount is not between 45300 and 45500.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/charts/bars", test_bars);
  g_test_add_func ("/sp/charts/row-marks", test_row_marks);
  g_test_add_func ("/sp/charts/lines", test_lines);
  g_test_add_func ("/sp/charts/shares-and-points", test_shares_and_points);
  g_test_add_func ("/sp/follow-up/chain", test_follow_ups);
  g_test_add_func ("/sp/follow-up/figures", test_follow_up_figures);
  g_test_add_func ("/sp/follow-up/new-question", test_new_question);
  g_test_add_func ("/sp/follow-up/without-dates", test_without_dates);

  return g_test_run ();
}
