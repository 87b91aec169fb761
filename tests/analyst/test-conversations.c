/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Whole conversations over small files of our own, with real Python: from the first look to the answer. */

#include "config.h"

#include <glib/gstdio.h>

#include "analyst-loop.h"
#include "base/sp-json.h"

static const char shop[] =
  "order,day,region,product,units,price\n"
  "1,2024-01-05,North,lamp,3,10.00\n"
  "2,2024-01-19,South,chair,1,45.50\n"
  "3,2024-02-02,North,chair,2,45.50\n"
  "4,2024-02-14,East,lamp,7,9.50\n"
  "5,2024-03-01,North,table,1,120.00\n"
  "6,2024-03-09,South,lamp,4,10.00\n";

/* A German spreadsheet: semicolons, decimal commas, points for thousands, Windows-1252. */
static const char filiale[] =
  "Bericht der Filialen;;\n"
  ";;\n"
  "Stra\337e;Umsatz;Kosten\n"
  "Hauptstra\337e;1.234,50;800,25\n"
  "M\374hlweg;2.000,00;1.750,75\n"
  "Bahnhof;999,50;500,00\n";

static const char money[] =
  "city,rent,share\n"
  "Rome,\"$1,200.50\",12%\n"
  "Oslo,\"$2,100.00\",8%\n"
  "Rome,$800.00,15%\n"
  "Oslo,n/v,9%\n"
  "Turin,$950.25,11%\n"
  "Turin,$700.00,4%\n"
  "Rome,\"$1,000.00\",3%\n"
  "Oslo,\"$1,900.00\",7%\n"
  "Turin,$640.00,2%\n"
  "Rome,$990.00,1%\n";

static const char nested[] =
  "{\"source\":\"a test\",\"stations\":[{\"name\":\"Hill\",\"where\":{\"country\":\"CH\"},\"rain\":4.5},"
  "{\"name\":\"Dock\",\"where\":{\"country\":\"NL\"},\"rain\":7.0},{\"name\":\"Moor\",\"where\":{\"country\":\"NL\"},\"rain\":2.0}]}";

static gboolean
have_pandas (void)
{
  const char *argv[] = { "/usr/bin/python3", "-c", "import pandas, matplotlib, scipy, sympy, openpyxl", NULL };
  int status = 1;

  return g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, NULL) && status == 0;
}

static AnalystLoop *
begin (const char *name,
       const char *contents)
{
  AnalystLoop *loop = analyst_loop_new ();

  analyst_loop_add_file (loop, name, contents, strlen (contents));

  return loop;
}

static void
assert_answer (AnalystLoop *loop,
               const char  *question,
               const char  *part)
{
  g_autofree char *answer = analyst_loop_ask (loop, question);

  g_test_message ("%s\n%s", question, answer);
  for (guint i = 0; i < loop->codes->len; i++)
    g_test_message ("%s", (const char *) g_ptr_array_index (loop->codes, i));
  g_assert_nonnull (strstr (answer, part));
}

static void
test_shop (void)
{
  g_autoptr(AnalystLoop) loop = begin ("shop.csv", shop);

  assert_answer (loop, "How many orders are there in the North?", "**3**");
  assert_answer (loop, "What is the average price of lamps?", "**9.83**");
  assert_answer (loop, "total units by region", "| North | 6 |");
  assert_answer (loop, "Which product has the highest average price?", "**table** has the highest average of price: **120**");
  assert_answer (loop, "number of orders per month", "| 2024-02 | 2 |");
  assert_answer (loop, "How many orders cost more than 40?", "**3**");
  g_assert_cmpuint (loop->n_failed, ==, 0);
}

static void
test_chart_and_follow_ups (void)
{
  g_autoptr(AnalystLoop) loop = begin ("shop.csv", shop);

  assert_answer (loop, "Draw a bar chart of the total units for each region", "[total_units_by_region.png](sandbox:/mnt/data/total_units_by_region.png)");
  g_assert_true (analyst_loop_has_file (loop, "total_units_by_region.png"));
  assert_answer (loop, "now as a pie chart", "pie chart of the total of units for each region");
  g_assert_true (analyst_loop_has_file (loop, "total_units_by_region_pie.png"));
  /* The table was looked at once. */
  g_assert_cmpuint (loop->codes->len, ==, 1);
  assert_answer (loop, "only the top 2", "only the 2 with the highest total of units");
  assert_answer (loop, "save it as CSV", "[result.csv](sandbox:/mnt/data/result.csv)");
  g_assert_true (analyst_loop_has_file (loop, "result.csv"));
  assert_answer (loop, "sorted by region", "sorted by region");
  g_assert_cmpuint (loop->n_failed, ==, 0);
}

/* Each kind of chart and statistic runs as it was compiled. */
static void
test_every_kind (void)
{
  g_autoptr(AnalystLoop) loop = begin ("shop.csv", shop);
  static const char * const sentences[] = {
    "Draw a line chart of the total of units for each month of day.",
    "Draw a line chart of the total of units for each month of day and region.",
    "Draw a area chart of the total of units for each month of day and region.",
    "Draw a stacked bar chart of the number of rows for each region and product.",
    "Draw a grouped bar chart of the average of price for each region and product.",
    "Draw a bar chart of the minimum of price and the maximum of price for each product.",
    "Draw a bar chart of the average of price.",
    "Draw a bar chart of the number of rows for each weekday of day.",
    "Draw a bar chart of units by order, only the 3 with the highest units.",
    "Draw a scatter chart of units against price, coloured by region.",
    "Draw a scatter chart of the average of units and the average of price for each region.",
    "Draw a histogram of price, in 4 bins.",
    "Draw a box plot of price for each region.",
    "Draw a box plot of price and units.",
    "Draw a line chart of price by day.",
    "Describe price and units.",
    "Describe price for each region.",
    "Correlate units and price.",
    "Correlate all columns.",
    "Test the normality of price.",
    "Find the outliers of price.",
    "Count the missing values of all columns.",
    "List all columns where (price is over 100 or units is at least 4) and region is not \"East\".",
    "List order and price, only the one with the lowest price.",
    "List order, price and region, only the 2 with the highest price in each region.",
    "List order and cost where cost is over the average, taking cost as price * units.",
    "Calculate the average of cost for each month name of day, taking cost as price * units, rounded to 1 decimals.",
    "Calculate the kurtosis of price, the skewness of price, the variance of price and the standard deviation of price.",
    "Calculate the kurtosis of price for each region, sorted by region in descending order.",
    "Calculate the number of rows for each quarter of day and hour of day.",
    "Calculate the number of different values of product for each year of day, only the first 1.",
    "Calculate the number of rows where year of day is 2024 and product starts with \"l\" and product does not contain \"z\" and day is not missing.",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      g_autofree char *answer = analyst_loop_ask (loop, sentences[i]);
      const char *understood;

      g_test_message ("%s\n%s", sentences[i], answer);
      for (guint j = 0; j < loop->codes->len; j++)
        g_test_message ("%s", (const char *) g_ptr_array_index (loop->codes, j));
      g_assert_cmpuint (loop->n_failed, ==, 0);
      understood = strstr (answer, "I understood");
      g_assert_nonnull (understood);
      g_assert_null (strstr (understood + 1, "I understood"));
      g_assert_nonnull (loop->table);
    }
}

/* What everybody asks of a file that they do not know yet, and of one that is to be put in order. */
static void
test_first_questions (void)
{
  g_autoptr(AnalystLoop) loop = begin ("shop.csv", shop);

  assert_answer (loop, "What is in this file?", "rows and 6 columns: order, day, region, product, units, price");
  assert_answer (loop, "How many rows and columns does it have?", "rows and 6 columns");
  assert_answer (loop, "Sort by price and save as csv", "sorted by price, saved as");
  g_assert_nonnull (strstr (g_ptr_array_index (loop->codes, loop->codes->len - 1), "sort_values"));
  g_assert_cmpuint (json_array_get_length (sp_json_peek_array (json_node_get_object (loop->table), "columns")), >, 3);
}

static void
test_german_numbers (void)
{
  g_autoptr(AnalystLoop) loop = begin ("filiale.csv", filiale);

  assert_answer (loop, "What is the total Umsatz?", "**4234**");
  g_assert_nonnull (strstr (g_ptr_array_index (loop->codes, 1), "encoding=\"cp1252\""));
  assert_answer (loop, "Welche? Show the Straße with the highest Kosten", "Mühlweg");
  assert_answer (loop, "average Kosten where Umsatz is over 1.000", "**1275.50**");
}

static void
test_text_numbers (void)
{
  g_autoptr(AnalystLoop) loop = begin ("rents.csv", money);

  assert_answer (loop, "average rent by city", "| Oslo | 2000 |");
  assert_answer (loop, "What is the maximum share?", "**15**");
  assert_answer (loop, "average rent in Rome", "**997.62**");
}

static void
test_json (void)
{
  g_autoptr(AnalystLoop) loop = begin ("stations.json", nested);
  g_autoptr(AnalystLoop) lines = begin ("log.ndjson", "{\"k\":\"a\",\"v\":1}\n{\"k\":\"b\",\"v\":5}\n{\"k\":\"a\",\"v\":3}\n");
  g_autoptr(AnalystLoop) columns = begin ("cols.json", "{\"k\":[\"a\",\"b\"],\"v\":[4,6]}");

  assert_answer (loop, "average rain by country", "| NL | 4.50 |");
  assert_answer (lines, "total v by k", "| a | 4 |");
  assert_answer (columns, "sum of v", "**10**");
}

static void
test_tabs_and_sheets (void)
{
  g_autoptr(AnalystLoop) tabs = begin ("t.tsv", "name\tsize\nx\t3\ny\t4\n");
  g_autoptr(AnalystLoop) sheet = analyst_loop_new ();
  g_autofree char *path = g_build_filename (sheet->folder, "made.xlsx", NULL);
  g_autofree char *code = g_strdup_printf ("import openpyxl\nb = openpyxl.Workbook()\ns = b.active\ns.title = 'Notes'\ns.append(['see the next sheet'])\n"
                                           "d = b.create_sheet('Data')\nd.append(['kind', 'weight'])\n"
                                           "for i in range(20):\n    d.append(['a' if i %% 2 else 'b', i])\nb.save(r'%s')", path);
  const char *argv[] = { "/usr/bin/python3", "-c", code, NULL };
  int status = 1;

  assert_answer (tabs, "total size", "**7**");
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  g_ptr_array_add (sheet->request->files, sp_chat_file_new ("made.xlsx", "application/vnd.ms-excel", 1, 0));
  assert_answer (sheet, "total weight by kind", "| a | 100 |");
  g_assert_nonnull (strstr (g_ptr_array_index (sheet->codes, 1), "sheet_name=\"Data\""));
}

/* The card was made of the file as it was; then somebody else's Excel rewrote it. */
static void
test_repairs (void)
{
  g_autoptr(AnalystLoop) loop = begin ("shop.csv", shop);
  g_autofree char *path = g_build_filename (loop->folder, "shop.csv", NULL);

  assert_answer (loop, "total units", "**18**");
  g_assert_true (g_file_set_contents (path, "order,day,region,product,units,price\n1,2024-01-05,N\374rnberg,lamp,3,10\n2,2024-01-06,North,lamp,4,11\n", -1, NULL));
  assert_answer (loop, "average units", "cp1252");
  g_assert_cmpuint (loop->n_failed, ==, 1);
  g_assert_true (g_file_set_contents (path, "order,day,region,product, units ,price\n1,2024-01-05,North,lamp,3,10\n", -1, NULL));
  assert_answer (loop, "maximum units", "the spaces off");
  g_assert_cmpuint (loop->n_failed, ==, 1);
}

static void
test_says_what_failed (void)
{
  g_autoptr(AnalystLoop) loop = begin ("shop.csv", shop);
  g_autofree char *path = g_build_filename (loop->folder, "shop.csv", NULL);

  assert_answer (loop, "total units", "**18**");
  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_answer (loop, "average units", "not in the working folder");
}

static void
test_several_files (void)
{
  g_autoptr(AnalystLoop) loop = begin ("shop.csv", shop);

  analyst_loop_add_file (loop, "towns.csv", "town,people\nUlm,120\nJena,110\n", -1);
  assert_answer (loop, "What is the average number of people?", "towns.csv");
  assert_answer (loop, "total units by region", "shop.csv");
  assert_answer (loop, "How many rows are in towns.csv?", "**2**");
}

static void
test_unreadable (void)
{
  g_autoptr(AnalystLoop) empty = begin ("empty.csv", "");
  g_autoptr(AnalystLoop) broken = begin ("broken.xlsx", "this is no workbook");
  g_autoptr(AnalystLoop) json = begin ("bad.json", "{\"a\": ");

  assert_answer (empty, "average of a", "empty");
  assert_answer (broken, "average of a", "broken.xlsx");
  assert_answer (json, "average of a", "not JSON");
}

static void
test_equations (void)
{
  g_autoptr(AnalystLoop) loop = analyst_loop_new ();

  assert_answer (loop, "solve 2x + y = 7 and x - y = 2", "x = 3, y = 1");
  assert_answer (loop, "What are the roots of x^2 - 5x + 6 = 0?", "x = 3");
  assert_answer (loop, "solve x^2 = 2", "≈ 1.41421");
  assert_answer (loop, "solve x/3 + 1/4 = 2", "x = 21/4");
  assert_answer (loop, "what is 12 * (3 + 4.5)", "**90.0**");
}

int
main (int    argc,
      char **argv)
{
  gboolean runs = have_pandas ();

  g_test_init (&argc, &argv, NULL);
  if (!runs)
    {
      g_print ("1..0 # SKIP these tests need pandas, matplotlib, scipy, sympy and openpyxl\n");
      return 0;
    }

  g_test_add_func ("/sp/conversations/shop", test_shop);
  g_test_add_func ("/sp/conversations/chart-and-follow-ups", test_chart_and_follow_ups);
  g_test_add_func ("/sp/conversations/every-kind", test_every_kind);
  g_test_add_func ("/sp/conversations/first-questions", test_first_questions);
  g_test_add_func ("/sp/conversations/german-numbers", test_german_numbers);
  g_test_add_func ("/sp/conversations/text-numbers", test_text_numbers);
  g_test_add_func ("/sp/conversations/json", test_json);
  g_test_add_func ("/sp/conversations/tabs-and-sheets", test_tabs_and_sheets);
  g_test_add_func ("/sp/conversations/repairs", test_repairs);
  g_test_add_func ("/sp/conversations/says-what-failed", test_says_what_failed);
  g_test_add_func ("/sp/conversations/several-files", test_several_files);
  g_test_add_func ("/sp/conversations/unreadable", test_unreadable);
  g_test_add_func ("/sp/conversations/equations", test_equations);

  return g_test_run ();
}
