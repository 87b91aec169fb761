/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What the analyst says, and what it changes when its code fails. */

#include "config.h"

#include "analyst/sp-answer.h"
#include "analyst/sp-repair.h"
#include "analyst/sp-sentence.h"
#include "base/sp-json.h"
#include "test-tables.h"

static SpRepair *
make_repair (SpDataCard *card,
             const char *sentence)
{
  g_autoptr(SpAnalysis) analysis = sp_sentence_parse (sentence, NULL);

  g_assert_nonnull (analysis);

  return sp_repair_new (analysis, card);
}

static void
test_repair_encoding (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autoptr(SpRepair) repair = make_repair (card, "List all columns.");
  const char *error = "Traceback (most recent call last):\n  …\nUnicodeDecodeError: 'utf-8' codec can't decode byte 0xe9 in position 7: invalid\n";

  sp_repair_learn (repair, error);
  g_assert_cmpstr (repair->card->encoding, ==, "cp1252");
  sp_repair_learn (repair, error);
  g_assert_cmpstr (repair->card->encoding, ==, "latin-1");
  g_assert_null (repair->give_up);
  sp_repair_learn (repair, error);
  g_assert_nonnull (repair->give_up);
  g_assert_cmpuint (repair->said->len, ==, 2);
}

static void
test_repair_lines_and_numbers (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autoptr(SpRepair) repair = make_repair (card, "Calculate the average of unitPrice.");

  sp_repair_learn (repair, "pandas.errors.ParserError: Error tokenizing data. C error: Expected 4 fields in line 9, saw 6");
  g_assert_true (repair->card->skip_bad_lines);
  sp_repair_learn (repair, "ValueError: could not convert string to float: 'n/v'");
  g_assert_true (repair->options.numbers_from_text);
  g_assert_null (repair->give_up);
  sp_repair_learn (repair, "TypeError: '>' not supported between instances of 'str' and 'int'");
  g_assert_nonnull (repair->give_up);
}

static void
test_repair_names (void)
{
  JsonObject *object = test_card_begin ("t.csv", 5);
  g_autoptr(SpDataCard) card = NULL;
  g_autoptr(SpRepair) repair = NULL;

  test_card_number (object, " price ", FALSE, 5, 0, 1);
  card = test_card_end (object);
  repair = make_repair (card, "Calculate the average of price.");
  sp_repair_learn (repair, "KeyError: 'price'");
  g_assert_true (repair->options.strip_names);
  g_assert_nonnull (sp_data_card_get_column (repair->card, "price"));
  sp_repair_learn (repair, "KeyError: \"['price'] not in index\"");
  g_assert_nonnull (repair->give_up);
  g_assert_nonnull (strstr (repair->give_up, "price"));
}

static void
test_repair_modules (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autoptr(SpRepair) chart = make_repair (card, "Draw a bar chart of the number of rows for each region.");
  g_autoptr(SpRepair) rows = make_repair (card, "List all columns.");

  sp_repair_learn (chart, "ModuleNotFoundError: No module named 'matplotlib'");
  g_assert_true (chart->options.without_chart);
  g_assert_null (chart->give_up);
  sp_repair_learn (rows, "ModuleNotFoundError: No module named 'pandas'");
  g_assert_nonnull (strstr (rows->give_up, "python3-pandas"));
}

static void
test_repair_gives_up (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  static const char * const outputs[] = {
    "FileNotFoundError: [Errno 2] No such file or directory: 'sales.csv'", "MemoryError", "KeyboardInterrupt", "ZeroDivisionError: division by zero", "", "\n\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (outputs); i++)
    {
      g_autoptr(SpRepair) repair = make_repair (card, "List all columns.");

      sp_repair_learn (repair, outputs[i]);
      g_assert_nonnull (repair->give_up);
      sp_repair_learn (repair, NULL);
      g_assert_cmpuint (repair->said->len, ==, 0);
    }
}

static void
test_repair_line (void)
{
  g_autofree char *plain = sp_repair_dup_line ("a: b\nValueError: bad\n  more words\n");
  g_autofree char *dotted = sp_repair_dup_line ("pandas.errors.ParserError: x");
  g_autofree char *none = sp_repair_dup_line (NULL);

  g_assert_cmpstr (plain, ==, "ValueError: bad");
  g_assert_cmpstr (dotted, ==, "pandas.errors.ParserError: x");
  g_assert_cmpstr (none, ==, "");
}

static SpChatMessage *
make_output (const char *text,
             const char *table)
{
  SpChatMessage *message = sp_chat_message_new (SP_CHAT_TOOL, text);
  g_autofree char *bundles = table != NULL ? g_strdup_printf ("[{\"application/vnd.sandpiper.table+json\":%s}]", table) : NULL;

  if (bundles != NULL)
    message->data = sp_json_parse (bundles, -1, NULL);

  return message;
}

static char *
answer (SpDataCard *card,
        const char *sentence,
        const char *text,
        const char *table)
{
  SpReading reading = { NULL };
  g_autoptr(SpRepair) repair = make_repair (card, sentence);
  g_autoptr(SpChatMessage) output = make_output (text, table);
  g_autoptr(GPtrArray) notes = g_ptr_array_new ();

  reading.notes = notes;

  return sp_answer_write (&reading, repair, output);
}

static void
test_answer_figure (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autofree char *whole = answer (card, "Calculate the number of rows where region is \"North\".", "",
                                   "{\"columns\":[{\"name\":\"count\",\"type\":\"integer\"}],\"rows\":[[76]],\"n_rows\":1}");
  g_autofree char *rounded = answer (card, "Calculate the average of unitPrice.", "",
                                     "{\"columns\":[{\"name\":\"average_unitPrice\",\"type\":\"number\"}],\"rows\":[[12.345678]],\"n_rows\":1}");

  g_assert_nonnull (strstr (whole, "The number of rows, where region is \"North\", is **76**."));
  g_assert_nonnull (strstr (rounded, "The average of unitPrice is **12.35** (unrounded: 12.345678)."));
}

static void
test_answer_table (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autofree char *text = answer (card, "Calculate the average of unitPrice for each region.", "",
                                  "{\"columns\":[{\"name\":\"region\",\"type\":\"text\"},{\"name\":\"average_unitPrice\",\"type\":\"number\"}],"
                                  "\"rows\":[[\"North\",1.5],[\"a|b *c*\",null],[\"short\"]],\"n_rows\":120}");

  g_assert_nonnull (strstr (text, "| region | average_unitPrice |\n|---|---:|\n| North | 1.50 |\n"));
  g_assert_nonnull (strstr (text, "| a\\|b \\*c\\* | – |\n"));
  g_assert_nonnull (strstr (text, "of 120 rows"));
}

static void
test_answer_extreme (void)
{
  g_autoptr(SpDataCard) card = test_card_students ();
  g_autofree char *text = answer (card, "List LastName and GPA, only the one with the highest GPA.", "",
                                  "{\"columns\":[{\"name\":\"\",\"type\":\"integer\",\"index\":true},{\"name\":\"LastName\",\"type\":\"text\"},"
                                  "{\"name\":\"GPA\",\"type\":\"number\"}],\"rows\":[[17,\"Costa\",3.9]],\"n_rows\":1}");

  g_assert_nonnull (strstr (text, "**Costa** has the highest GPA: **3.90**."));
  g_assert_null (strstr (text, "17"));
}

static void
test_answer_files_and_nothing (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autofree char *text = answer (card, "Draw a bar chart of the number of rows for each region, saved as \"my counts.csv\".", "",
                                  "{\"columns\":[{\"name\":\"region\",\"type\":\"text\"}],\"rows\":[],\"n_rows\":0}");
  g_autofree char *plain = answer (card, "List all columns.", "a  b\n1  2", NULL);

  g_assert_nonnull (strstr (text, "No row of the table fits."));
  g_assert_nonnull (strstr (text, "[count_by_region.png](sandbox:/mnt/data/count_by_region.png)"));
  g_assert_nonnull (strstr (text, "[my counts.csv](sandbox:/mnt/data/my%20counts.csv)"));
  /* A service that passes no tables on: what was printed is the answer. */
  g_assert_nonnull (strstr (plain, "a  b\n1  2"));
}

static void
test_answer_warns_once (void)
{
  JsonObject *object = test_card_begin ("d.csv", 100);
  g_autoptr(SpDataCard) card = NULL;
  g_autofree char *touched = NULL;
  g_autofree char *clean = NULL;
  static const char table[] = "{\"columns\":[{\"name\":\"average_amount\",\"type\":\"number\"}],\"rows\":[[3.5]],\"n_rows\":1}";
  const char *first;

  test_card_text (object, "kind", 2, "a|b");
  test_card_number (object, "amount", FALSE, 90, 0, 45500);
  test_card_fault (object, "amount", "spreadsheet-dates", "20 of 100 numbers look like dates", 20);
  card = test_card_end (object);
  touched = answer (card, "Calculate the average of amount where kind is \"a\".", "4 of 50 values look like spreadsheet dates: amount\n", table);
  clean = answer (card, "Calculate the average of amount where kind is \"a\".", "0 of 50 values look like spreadsheet dates: amount\n", table);

  first = strstr (touched, "spreadsheet dates");
  g_assert_nonnull (first);
  g_assert_nonnull (strstr (touched, "4 of the 50 used here"));
  g_assert_nonnull (strstr (touched, "leave out the spreadsheet dates"));
  g_assert_nonnull (strstr (clean, "None of them is among the values used here."));
  g_assert_null (strstr (clean, "leave out"));
}

static void
test_answer_math (void)
{
  g_autoptr(SpMath) math = sp_math_find ("x^2 = 9", FALSE);
  g_autoptr(SpMath) sum = sp_math_find ("2 + 2", TRUE);
  g_autoptr(SpChatMessage) two = make_output ("[A new session was started.]\nx = -3\nx = 3\n", NULL);
  g_autoptr(SpChatMessage) none = make_output ("no solution\n", NULL);
  g_autoptr(SpChatMessage) four = make_output ("4\n", NULL);
  g_autoptr(SpChatMessage) missing = make_output ("ModuleNotFoundError: No module named 'sympy'", NULL);
  g_autofree char *solutions = sp_answer_write_math (math, two);
  g_autofree char *nothing = sp_answer_write_math (math, none);
  g_autofree char *plain = sp_answer_write_math (sum, four);
  g_autofree char *failure = NULL;

  missing->failed = TRUE;
  failure = sp_answer_write_math (math, missing);
  g_assert_nonnull (strstr (solutions, "- **x = -3**\n- **x = 3**\n"));
  g_assert_null (strstr (solutions, "session"));
  g_assert_nonnull (strstr (nothing, "no solution"));
  g_assert_nonnull (strstr (plain, "`2 + 2` = **4**"));
  g_assert_nonnull (strstr (failure, "python3-sympy"));
}

static void
test_answer_help (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autoptr(SpReading) reading = sp_parser_read (card, "sing a song", NULL);
  g_autofree char *problem = sp_answer_write_problem (reading, card);
  g_autofree char *help = sp_answer_write_help (NULL);

  g_assert_nonnull (strstr (problem, "built-in analyst"));
  g_assert_nonnull (strstr (problem, "unitPrice"));
  g_assert_nonnull (strstr (problem, "for each product_category"));
  g_assert_nonnull (strstr (help, "built-in analyst"));
  g_assert_null (strstr (help, "AI"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/repair/encoding", test_repair_encoding);
  g_test_add_func ("/sp/repair/lines-and-numbers", test_repair_lines_and_numbers);
  g_test_add_func ("/sp/repair/names", test_repair_names);
  g_test_add_func ("/sp/repair/modules", test_repair_modules);
  g_test_add_func ("/sp/repair/gives-up", test_repair_gives_up);
  g_test_add_func ("/sp/repair/line", test_repair_line);
  g_test_add_func ("/sp/answer/figure", test_answer_figure);
  g_test_add_func ("/sp/answer/table", test_answer_table);
  g_test_add_func ("/sp/answer/extreme", test_answer_extreme);
  g_test_add_func ("/sp/answer/files-and-nothing", test_answer_files_and_nothing);
  g_test_add_func ("/sp/answer/warns-once", test_answer_warns_once);
  g_test_add_func ("/sp/answer/math", test_answer_math);
  g_test_add_func ("/sp/answer/help", test_answer_help);

  return g_test_run ();
}
