/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "test-tables.h"

JsonObject *
test_card_begin (const char *file,
                 int         n_rows)
{
  JsonObject *card = json_object_new ();

  json_object_set_string_member (card, "file", file);
  json_object_set_string_member (card, "format", "csv");
  json_object_set_string_member (card, "encoding", "utf-8");
  json_object_set_string_member (card, "sep", ",");
  json_object_set_int_member (card, "n_rows", n_rows);
  json_object_set_array_member (card, "columns", json_array_new ());
  json_object_set_array_member (card, "faults", json_array_new ());

  return card;
}

static JsonObject *
add_column (JsonObject *card,
            const char *name,
            const char *type,
            int         n_unique)
{
  JsonObject *column = json_object_new ();

  json_object_set_string_member (column, "name", name);
  json_object_set_string_member (column, "type", type);
  json_object_set_int_member (column, "n_missing", 0);
  json_object_set_int_member (column, "n_unique", n_unique);
  json_object_set_array_member (column, "values", json_array_new ());
  json_object_set_boolean_member (column, "values_complete", TRUE);
  json_object_set_array_member (column, "faults", json_array_new ());
  json_array_add_object_element (json_object_get_array_member (card, "columns"), column);

  return column;
}

/* The values stand with "|" between them; each is said to stand in equally many rows. */
void
test_card_text (JsonObject *card,
                const char *name,
                int         n_unique,
                const char *values)
{
  JsonObject *column = add_column (card, name, "text", n_unique);
  g_auto(GStrv) list = g_strsplit (values, "|", -1);
  guint n = g_strv_length (list);

  for (guint i = 0; i < n; i++)
    {
      JsonArray *pair = json_array_new ();

      json_array_add_string_element (pair, list[i]);
      json_array_add_int_element (pair, json_object_get_int_member (card, "n_rows") / n_unique);
      json_array_add_array_element (json_object_get_array_member (column, "values"), pair);
    }
  json_object_set_boolean_member (column, "values_complete", n == (guint) n_unique);
}

void
test_card_number (JsonObject *card,
                  const char *name,
                  gboolean    whole,
                  int         n_unique,
                  double      min,
                  double      max)
{
  JsonObject *column = add_column (card, name, whole ? "integer" : "number", n_unique);

  json_object_set_double_member (column, "min", min);
  json_object_set_double_member (column, "max", max);
}

void
test_card_date (JsonObject *card,
                const char *name,
                int         n_unique,
                const char *first,
                const char *last)
{
  JsonObject *column = add_column (card, name, "date", n_unique);

  json_object_set_string_member (column, "first", first);
  json_object_set_string_member (column, "last", last);
}

void
test_card_fault (JsonObject *card,
                 const char *column,
                 const char *kind,
                 const char *text,
                 int         count)
{
  JsonArray *columns = json_object_get_array_member (card, "columns");
  JsonObject *fault = json_object_new ();
  JsonArray *faults = json_object_get_array_member (card, "faults");

  json_object_set_string_member (fault, "kind", kind);
  json_object_set_string_member (fault, "text", text);
  json_object_set_int_member (fault, "count", count);
  if (g_str_equal (kind, "spreadsheet-dates"))
    {
      json_object_set_double_member (fault, "low", 45300);
      json_object_set_double_member (fault, "high", 45500);
    }
  for (guint i = 0; column != NULL && i < json_array_get_length (columns); i++)
    {
      JsonObject *object = json_array_get_object_element (columns, i);

      if (g_str_equal (json_object_get_string_member (object, "name"), column))
        faults = json_object_get_array_member (object, "faults");
    }
  json_array_add_object_element (faults, fault);
}

SpDataCard *
test_card_end (JsonObject *card)
{
  g_autoptr(JsonObject) object = card;
  g_autoptr(GError) error = NULL;
  SpDataCard *result = sp_data_card_from_json (object, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);

  return result;
}

/* A shop's orders. */
SpDataCard *
test_card_sales (void)
{
  JsonObject *card = test_card_begin ("sales.csv", 240);

  test_card_text (card, "order_id", 240, "A-1001|A-1002|A-1003");
  test_card_date (card, "order_date", 180, "2022-01-03T00:00:00", "2023-12-30T00:00:00");
  test_card_text (card, "Customer Name", 60, "Miller & Sons|Abigail Stone|Wei Chen");
  test_card_text (card, "region", 4, "North|South|East|West");
  test_card_text (card, "product_category", 3, "Garden tools|Toys|Books");
  test_card_number (card, "units_sold", TRUE, 40, 1, 60);
  test_card_number (card, "unitPrice", FALSE, 90, 0.5, 210);
  test_card_number (card, "Total Revenue", FALSE, 230, 3, 9000);
  test_card_number (card, "profit_margin", FALSE, 120, -0.2, 0.6);
  test_card_text (card, "payment", 3, "cash|card|invoice");

  return test_card_end (card);
}

/* A school's pupils. */
SpDataCard *
test_card_students (void)
{
  JsonObject *card = test_card_begin ("students.csv", 90);

  test_card_number (card, "StuID", TRUE, 90, 1, 90);
  test_card_text (card, "FirstName", 80, "Ana|Bruno|Chiara");
  test_card_text (card, "LastName", 90, "Abel|Brandt|Costa");
  test_card_text (card, "Sex", 2, "F|M");
  test_card_number (card, "Age", TRUE, 9, 10, 18);
  test_card_text (card, "Dept", 5, "Physics|Music|History|Biology|Art");
  test_card_number (card, "GPA", FALSE, 31, 1, 4);
  test_card_number (card, "passed", TRUE, 2, 0, 1);
  test_card_number (card, "enr_year", TRUE, 6, 2017, 2022);

  return test_card_end (card);
}

/* What a weather station wrote down. */
SpDataCard *
test_card_weather (void)
{
  JsonObject *card = test_card_begin ("weather.csv", 365);

  test_card_date (card, "date", 365, "2021-01-01T00:00:00", "2021-12-31T00:00:00");
  test_card_text (card, "station", 3, "Harbour|Hill|Airport");
  test_card_number (card, "max_temp", FALSE, 200, -8, 36);
  test_card_number (card, "min_temp", FALSE, 180, -15, 24);
  test_card_number (card, "rainfall_mm", FALSE, 110, 0, 48);
  test_card_number (card, "wind speed", FALSE, 90, 0, 80);
  test_card_text (card, "conditions", 4, "sunny|cloudy|rain|snow");

  return test_card_end (card);
}
