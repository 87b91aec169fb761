/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "analyst/sp-compiler-private.h"
#include "analyst/sp-compiler.h"
#include "analyst/sp-sentence.h"
#include "test-tables.h"

static char *
compile (SpDataCard              *card,
         const char              *sentence,
         const SpCompilerOptions *options)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SpAnalysis) analysis = sp_sentence_parse (sentence, &error);

  g_assert_no_error (error);

  return sp_compiler_compile (analysis, card, options);
}

static void
assert_has (const char *code,
            const char *line)
{
  if (strstr (code, line) == NULL)
    g_test_message ("%s", code);
  g_assert_nonnull (strstr (code, line));
}

static void
test_rows (void)
{
  g_autoptr(SpDataCard) card = test_card_students ();
  g_autofree char *code = compile (card, "List LastName and GPA where Dept is \"Art\" and GPA is over 3, only the 5 with the highest GPA.", NULL);

  g_assert_cmpstr (code, ==,
                   "# List LastName and GPA where Dept is \"Art\" and GPA is over 3, only the 5 with the highest GPA.\n"
                   "import pandas as pd\n"
                   "\n"
                   "df = pd.read_csv(\"students.csv\")\n"
                   "\n"
                   "rows = df[\n"
                   "    (df[\"Dept\"] == \"Art\")\n"
                   "    & (df[\"GPA\"] > 3)\n"
                   "]\n"
                   "result = rows.sort_values(\"GPA\", ascending=False, kind=\"stable\").head(5)[[\"LastName\", \"GPA\"]]\n"
                   "\n"
                   "result\n");
}

static void
test_summary (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autofree char *code = compile (card, "Calculate the average of unitPrice and the number of rows for each region, sorted by the average of unitPrice.", NULL);

  assert_has (code, "result = (\n    rows.groupby(\"region\")\n    .agg(\n        average_unitPrice=(\"unitPrice\", \"mean\"),\n"
                    "        count=(\"region\", \"size\"),\n    )\n    .reset_index()\n)\n");
  assert_has (code, "result = result.sort_values(\"average_unitPrice\", kind=\"stable\")\n");
}

static void
test_one_figure (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autofree char *code = compile (card, "Calculate the number of rows and the median of \"Total Revenue\" where region is \"North\" or \"South\".", NULL);

  assert_has (code, "rows = df[df[\"region\"].isin([\"North\", \"South\"])]\n");
  assert_has (code, "\"count\": len(rows),\n");
  assert_has (code, "\"median_Total_Revenue\": rows[\"Total Revenue\"].median(),\n");
}

static void
test_filters (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  static const char * const pairs[][2] = {
    { "region is not \"North\"", "df[df[\"region\"] != \"North\"]" },
    { "region is not \"North\" or \"West\"", "df[~df[\"region\"].isin([\"North\", \"West\"])]" },
    { "units_sold is at least 3", "df[df[\"units_sold\"] >= 3]" },
    { "units_sold is between 3 and 5", "df[df[\"units_sold\"].between(3, 5)]" },
    { "units_sold is not between 3 and 5", "df[~df[\"units_sold\"].between(3, 5)]" },
    { "units_sold is below the average", "df[df[\"units_sold\"] < df[\"units_sold\"].mean()]" },
    { "\"Customer Name\" contains \"son\"", "df[df[\"Customer Name\"].str.contains(\"son\", case=False, na=False, regex=False)]" },
    { "\"Customer Name\" does not contain \"son\"", "df[~df[\"Customer Name\"].str.contains(\"son\"" },
    { "\"Customer Name\" starts with \"Mi\"", "df[df[\"Customer Name\"].str.lower().str.startswith(\"mi\", na=False)]" },
    { "\"Customer Name\" is \"Zoe\"", "df[df[\"Customer Name\"].str.lower() == \"zoe\"]" },
    { "payment is missing", "df[df[\"payment\"].isna()]" },
    { "payment is not missing", "df[df[\"payment\"].notna()]" },
    { "year of order_date is 2023", "df[df[\"order_date\"].dt.year == 2023]" },
    { "order_date is over \"2023-06-01\"", "df[df[\"order_date\"] > \"2023-06-01\"]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *sentence = g_strdup_printf ("Calculate the number of rows where %s.", pairs[i][0]);
      g_autofree char *code = compile (card, sentence, NULL);

      assert_has (code, pairs[i][1]);
    }
}

static void
test_or (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autofree char *code = compile (card, "Calculate the number of rows where (units_sold is over 50 or units_sold is below 2) and region is \"East\".", NULL);

  assert_has (code, "rows = df[\n    ((df[\"units_sold\"] > 50)\n    | (df[\"units_sold\"] < 2))\n    & (df[\"region\"] == \"East\")\n]\n");
}

static void
test_loader (void)
{
  JsonObject *object = test_card_begin ("verkauf.csv", 12);
  g_autoptr(SpDataCard) card = NULL;
  g_autofree char *code = NULL;

  json_object_set_string_member (object, "sep", ";");
  json_object_set_string_member (object, "encoding", "cp1252");
  json_object_set_string_member (object, "decimal", ",");
  json_object_set_string_member (object, "thousands", ".");
  json_object_set_int_member (object, "skip_rows", 2);
  json_object_set_boolean_member (object, "skip_bad_lines", TRUE);
  test_card_number (object, "Umsatz", FALSE, 10, 0, 5);
  test_card_date (object, "Tag", 12, "2024-01-01", "2024-01-12");
  card = test_card_end (object);
  code = compile (card, "Calculate the total of Umsatz for each month of Tag.", NULL);
  assert_has (code, "df = pd.read_csv(\"verkauf.csv\", sep=\";\", encoding=\"cp1252\", skiprows=2, decimal=\",\", thousands=\".\", "
                    "parse_dates=[\"Tag\"], on_bad_lines=\"skip\")\n");
}

static void
test_loader_of_other_formats (void)
{
  static const char * const pairs[][2] = {
    { "xlsx", "df = pd.read_excel(\"t\", sheet_name=\"Data\")\n" },
    { "ndjson", "records = [json.loads(line) for line in file if line.strip()]\n" },
    { "json", "df = pd.json_normalize(data[\"rows\"], max_level=1)\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      JsonObject *object = test_card_begin ("t", 3);
      g_autoptr(SpDataCard) card = NULL;
      g_autofree char *code = NULL;

      json_object_set_string_member (object, "format", pairs[i][0]);
      json_object_set_string_member (object, "sheet", "Data");
      json_object_set_string_member (object, "record_path", "rows");
      test_card_number (object, "a", FALSE, 3, 0, 5);
      card = test_card_end (object);
      code = compile (card, "Calculate the total of a.", NULL);
      assert_has (code, pairs[i][1]);
    }
}

static void
test_column_repairs (void)
{
  JsonObject *object = test_card_begin ("t.csv", 30);
  g_autoptr(SpDataCard) card = NULL;
  g_autofree char *code = NULL;
  g_autofree char *other = NULL;

  test_card_number (object, "cost", FALSE, 20, 0, 5);
  test_card_fault (object, "cost", "text-numbers", "numbers written as text", 30);
  test_card_text (object, "zip", 20, "01234");
  test_card_fault (object, "zip", "leading-zeros", "leading zeros", 3);
  test_card_text (object, "city", 2, " Rome");
  test_card_fault (object, "city", "spaces", "spaces", 3);
  card = test_card_end (object);
  code = compile (card, "Calculate the total of cost for each city where zip is \"01234\".", NULL);
  assert_has (code, "dtype={\"zip\": str}");
  assert_has (code, "df[\"cost\"] = pd.to_numeric(text, errors=\"coerce\")\n");
  assert_has (code, "df[\"city\"] = df[\"city\"].str.strip()\n");
  /* What is not used is not touched. */
  other = compile (card, "Calculate the number of rows for each zip.", NULL);
  g_assert_null (strstr (other, "cost"));
}

static void
test_options (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  SpCompilerOptions options = { TRUE, TRUE, TRUE };
  g_autofree char *code = compile (card, "Draw a bar chart of the average of unitPrice for each region, rounded to 1 decimals, saved as \"p.csv\".", &options);

  assert_has (code, "df.columns = df.columns.str.strip()\n");
  assert_has (code, "df[\"unitPrice\"] = pd.to_numeric(df[\"unitPrice\"], errors=\"coerce\")\n");
  assert_has (code, "result = result.round(1)\n");
  assert_has (code, "result.to_csv(\"p.csv\", index=False)\n");
  g_assert_null (strstr (code, "matplotlib"));
  g_assert_null (strstr (code, "savefig"));
}

static void
test_charts (void)
{
  g_autoptr(SpDataCard) card = test_card_weather ();
  static const char * const pairs[][2] = {
    { "Draw a bar chart of the number of rows for each station.", "ax.bar(" },
    { "Draw a line chart of the average of max_temp for each month of date and station.", "table.plot(ax=ax" },
    { "Draw a area chart of the total of rainfall_mm for each month of date.", "table.plot.area(" },
    { "Draw a pie chart of the number of rows for each conditions.", "ax.pie(" },
    { "Draw a scatter chart of max_temp against min_temp, coloured by station.", "ax.scatter(part[\"min_temp\"], part[\"max_temp\"]" },
    { "Draw a histogram of max_temp, in 8 bins.", "bins=8" },
    { "Draw a box plot of max_temp for each station.", "ax.boxplot(" },
    { "Draw a stacked bar chart of the number of rows for each station and conditions.", "stacked=True" },
    { "Draw a grouped bar chart of the average of max_temp for each station and conditions.", "stacked=False" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *code = compile (card, pairs[i][0], NULL);

      assert_has (code, pairs[i][1]);
      assert_has (code, "import matplotlib.pyplot as plt\n");
      assert_has (code, "fig.tight_layout()\nfig.savefig(\"");
      g_assert_true (g_str_has_suffix (code, "\nresult\n"));
    }
}

static void
test_picture_names (void)
{
  static const char * const pairs[][2] = {
    { "Draw a bar chart of operating_profit by name where sector is \"TRANSPORTATION\".", "operating_profit_transportation.png" },
    { "Draw a bar chart of the number of rows for each region.", "count_by_region.png" },
    { "Draw a pie chart of the number of rows for each region.", "count_by_region_pie.png" },
    { "Draw a histogram of \"Größe (cm)\".", "grosse_cm_histogram.png" },
    { "Draw a bar chart of the average of \"売上\" for each \"地域\".", "average_by.png" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs) - 2; i++)
    {
      g_autoptr(SpAnalysis) analysis = sp_sentence_parse (pairs[i][0], NULL);
      g_autofree char *name = sp_compiler_dup_picture_name (analysis);

      g_assert_cmpstr (name, ==, pairs[i][1]);
    }
  for (gsize i = G_N_ELEMENTS (pairs) - 2; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr(SpAnalysis) analysis = sp_sentence_parse (pairs[i][0], NULL);
      g_autofree char *name = sp_compiler_dup_picture_name (analysis);

      /* Whatever the script: a plain file name. */
      for (const char *p = name; *p != '\0'; p++)
        g_assert_true (g_ascii_isalnum (*p) || *p == '_' || *p == '.' || *p == '-');
      g_assert_true (g_str_has_suffix (name, ".png"));
    }
  {
    g_autoptr(SpAnalysis) analysis = sp_sentence_parse ("List all columns.", NULL);

    g_assert_null (sp_compiler_dup_picture_name (analysis));
  }
}

static void
test_statistics (void)
{
  g_autoptr(SpDataCard) card = test_card_weather ();
  static const char * const pairs[][2] = {
    { "Describe max_temp.", "rows[[\"max_temp\"]].describe()" },
    { "Correlate max_temp and min_temp.", "stats.pearsonr(pairs[\"max_temp\"], pairs[\"min_temp\"])" },
    { "Correlate all columns.", "rows[[\"max_temp\", \"min_temp\", \"rainfall_mm\", \"wind speed\"]].corr()" },
    { "Test the normality of max_temp.", "stats.shapiro(values)" },
    { "Find the outliers of max_temp.", "values.quantile([0.25, 0.75])" },
    { "Count the missing values of all columns.", "rows.isna().sum()" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *code = compile (card, pairs[i][0], NULL);

      assert_has (code, pairs[i][1]);
    }
}

static void
test_quote (void)
{
  g_autofree char *quoted = _sp_python_quote ("a\"b\\c\nd\te\x01" "f\xe2\x80\xa8g\xc3\xa9");
  g_autofree char *identifier = _sp_python_identifier ("2nd price (€)");
  g_autofree char *empty = _sp_python_identifier ("€");
  g_autofree char *slug = _sp_python_slug ("Miller & Söhne / Co.");
  g_autofree char *words = _sp_python_words ("net_profit");

  g_assert_cmpstr (quoted, ==, "\"a\\\"b\\\\c\\nd\\te\\x01f\\u2028gé\"");
  g_assert_cmpstr (identifier, ==, "_2nd_price_EUR");
  g_assert_nonnull (empty);
  g_assert_cmpstr (slug, ==, "miller_sohne_co");
  g_assert_cmpstr (words, ==, "net profit");
}

/* A column's name or a value never becomes code. */
static void
test_injection (void)
{
  static const char nasty[] = "x\"]; import os; os.system(\"id\") #\n\r'''\"\"\"\\";
  JsonObject *object = test_card_begin ("a\"b.csv", 10);
  g_autoptr(SpDataCard) card = NULL;
  g_autoptr(SpAnalysis) analysis = sp_analysis_new (SP_TASK_SUMMARY);
  g_autofree char *code = NULL;
  g_auto(GStrv) lines = NULL;

  test_card_number (object, nasty, FALSE, 10, 0, 1);
  card = test_card_end (object);
  analysis->chart = SP_CHART_BAR;
  analysis->title = g_strdup (nasty);
  analysis->file = g_strdup (nasty);
  sp_analysis_add_measure (analysis, SP_AGGREGATE_MEAN, nasty);
  sp_analysis_add_key (analysis, nasty, SP_PART_NONE);
  sp_analysis_add_filter (analysis, nasty, SP_FILTER_CONTAINS, nasty, FALSE);
  code = sp_compiler_compile (analysis, card, NULL);
  lines = g_strsplit_set (code, "\n\r", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_false (g_str_has_prefix (lines[i], "import os"));
      g_assert_false (g_str_has_prefix (lines[i], "'''"));
      g_assert_false (g_str_has_prefix (lines[i], "x\""));
    }
}

static void
test_look (void)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new ();
  g_autofree char *code = NULL;

  g_ptr_array_add (files, (gpointer) "a.csv");
  g_ptr_array_add (files, (gpointer) "b \"c\".csv");
  code = sp_compiler_dup_look (files);
  g_assert_cmpstr (code, ==, "import datacard\n\ndatacard.look(\"a.csv\", \"b \\\"c\\\".csv\")\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/compiler/rows", test_rows);
  g_test_add_func ("/sp/compiler/summary", test_summary);
  g_test_add_func ("/sp/compiler/one-figure", test_one_figure);
  g_test_add_func ("/sp/compiler/filters", test_filters);
  g_test_add_func ("/sp/compiler/or", test_or);
  g_test_add_func ("/sp/compiler/loader", test_loader);
  g_test_add_func ("/sp/compiler/loader-of-other-formats", test_loader_of_other_formats);
  g_test_add_func ("/sp/compiler/column-repairs", test_column_repairs);
  g_test_add_func ("/sp/compiler/options", test_options);
  g_test_add_func ("/sp/compiler/charts", test_charts);
  g_test_add_func ("/sp/compiler/picture-names", test_picture_names);
  g_test_add_func ("/sp/compiler/statistics", test_statistics);
  g_test_add_func ("/sp/compiler/look", test_look);
  g_test_add_func ("/sp/python/quote", test_quote);
  g_test_add_func ("/sp/python/injection", test_injection);

  return g_test_run ();
}
