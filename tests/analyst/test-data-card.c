/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "analyst/sp-data-card.h"
#include "base/sp-json.h"
#include "test-tables.h"

static void
test_parse (void)
{
  static const char text[] =
    "{\"file\":\"a.csv\",\"format\":\"csv\",\"encoding\":\"cp1252\",\"sep\":\";\",\"decimal\":\",\",\"skip_rows\":3,\"has_header\":false,"
    "\"n_rows\":9,\"faults\":[{\"kind\":\"ragged\",\"text\":\"2 rows are short\",\"count\":2}],\"columns\":["
    "{\"name\":\"n\",\"type\":\"integer\",\"n_missing\":1,\"n_unique\":4,\"min\":-1,\"max\":8,\"values\":[[\"3\",5]],\"faults\":"
    "[{\"kind\":\"spreadsheet-dates\",\"text\":\"like dates\",\"count\":2,\"low\":45000,\"high\":45010}]},"
    "{\"name\":\"t\",\"type\":\"text\",\"n_unique\":2,\"values\":[[\"x\",5],[\"y\",4]],\"values_complete\":true}]}";
  g_autoptr(JsonObject) object = sp_json_parse_object (text, -1, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(SpDataCard) card = sp_data_card_from_json (object, &error);
  SpDataColumn *number, *words;

  g_assert_no_error (error);
  g_assert_cmpstr (card->sep, ==, ";");
  g_assert_cmpint (card->skip_rows, ==, 3);
  g_assert_false (card->has_header);
  g_assert_cmpuint (card->faults->len, ==, 1);
  number = sp_data_card_get_column (card, "n");
  g_assert_cmpint (number->type, ==, SP_COLUMN_NUMBER);
  g_assert_true (number->whole);
  g_assert_true (number->has_range);
  g_assert_cmpfloat (sp_data_column_get_fault (number, SP_FAULT_SPREADSHEET_DATES)->high, ==, 45010);
  g_assert_null (sp_data_column_get_fault (number, SP_FAULT_MIXED));
  words = sp_data_card_get_column (card, "t");
  g_assert_cmpint (sp_data_column_count_of (words, "y"), ==, 4);
  g_assert_cmpint (sp_data_column_count_of (words, "z"), ==, -1);
  g_assert_null (sp_data_card_get_column (card, "u"));
}

/* The card comes out of the sandbox: whatever is in it, it is refused or read. */
static void
test_hostile (void)
{
  static const char * const texts[] = {
    "{}", "{\"file\":1}", "{\"file\":\"a\",\"format\":\"csv\"}", "{\"file\":\"a\",\"format\":\"csv\",\"columns\":[1]}",
    "{\"file\":\"a\",\"format\":\"csv\",\"columns\":[{}]}", "{\"file\":\"a\",\"format\":\"csv\",\"columns\":{}}",
    "{\"file\":\"a\",\"format\":\"csv\",\"columns\":[{\"name\":[],\"type\":\"text\"}]}",
  };
  static const char * const odd[] = {
    "{\"file\":\"a\",\"format\":\"csv\",\"columns\":[{\"name\":\"n\",\"type\":\"vision\",\"values\":[1,[],[1,2],[\"x\"],[\"x\",{}]],\"faults\":[7,{}]}]}",
    "{\"file\":\"a\",\"format\":\"csv\",\"columns\":[{\"name\":\"n\",\"type\":\"number\",\"min\":\"low\",\"n_unique\":\"many\",\"values\":{}}],\"faults\":3}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(JsonObject) object = sp_json_parse_object (texts[i], -1, NULL);
      g_autoptr(GError) error = NULL;

      g_assert_null (sp_data_card_from_json (object, &error));
      g_assert_nonnull (error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr(JsonObject) object = sp_json_parse_object (odd[i], -1, NULL);
      g_autoptr(SpDataCard) card = sp_data_card_from_json (object, NULL);

      g_assert_nonnull (card);
    }
}

static void
test_list (void)
{
  static const char text[] =
    "[{\"text/plain\":\"x\"},7,{\"" SP_DATA_CARD_MIME "\":{\"file\":\"a\",\"format\":\"csv\",\"columns\":[]}},"
    "{\"" SP_DATA_CARD_MIME "\":{\"cards\":[{\"file\":\"b\",\"format\":\"csv\",\"columns\":[]},{\"file\":2},"
    "{\"file\":\"c\",\"format\":\"unknown\",\"columns\":[],\"error\":\"broken\"}]}}]";
  g_autoptr(JsonNode) node = sp_json_parse (text, -1, NULL);
  g_autoptr(GPtrArray) cards = sp_data_card_list (node);
  g_autoptr(GPtrArray) none = sp_data_card_list (NULL);

  g_assert_cmpuint (cards->len, ==, 3);
  g_assert_cmpstr (((SpDataCard *) g_ptr_array_index (cards, 1))->file, ==, "b");
  g_assert_cmpstr (((SpDataCard *) g_ptr_array_index (cards, 2))->error, ==, "broken");
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_copy (void)
{
  g_autoptr(SpDataCard) card = test_card_sales ();
  g_autoptr(SpDataCard) copy = sp_data_card_copy (card);

  g_clear_pointer (&copy->encoding, g_free);
  copy->encoding = g_strdup ("latin-1");
  g_strstrip (sp_data_card_get_column (copy, "region")->name);
  g_assert_cmpstr (card->encoding, ==, "utf-8");
  g_assert_cmpuint (copy->columns->len, ==, card->columns->len);
  g_assert_true (sp_data_card_get_column (copy, "region")->values == sp_data_card_get_column (card, "region")->values);
}

static void
test_label (void)
{
  g_autoptr(SpDataCard) sales = test_card_sales ();
  g_autoptr(SpDataCard) students = test_card_students ();
  g_autoptr(SpDataCard) weather = test_card_weather ();

  g_assert_cmpstr (sp_data_card_get_label (sales)->name, ==, "order_id");
  g_assert_cmpstr (sp_data_card_get_label (students)->name, ==, "LastName");
  /* Nothing names the rows but their day, which is no label: fewer different stations than rows. */
  g_assert_true (sp_data_card_get_label (weather) == NULL || g_str_equal (sp_data_card_get_label (weather)->name, "date"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/data-card/parse", test_parse);
  g_test_add_func ("/sp/data-card/hostile", test_hostile);
  g_test_add_func ("/sp/data-card/list", test_list);
  g_test_add_func ("/sp/data-card/copy", test_copy);
  g_test_add_func ("/sp/data-card/label", test_label);

  return g_test_run ();
}
