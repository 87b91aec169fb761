/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "table/sp-cell-type.h"
#include "table/sp-column-profile.h"

#include <string.h>

static void
assert_all (SpCellType          type,
            char                decimal,
            const char * const *texts)
{
  for (; *texts != NULL; texts++)
    {
      if (sp_cell_type_of (*texts, strlen (*texts), decimal) != type)
        g_test_message ("“%s” is no %s", *texts, sp_cell_type_get_name (type));
      g_assert_cmpint (sp_cell_type_of (*texts, strlen (*texts), decimal), ==, type);
    }
}

static void
test_missing (void)
{
  assert_all (SP_CELL_MISSING, '.', (const char * const[]) { "", " ", "NA", "n/a", "NaN", "null", "None", "-", "?", "–", NULL });
}

static void
test_integer (void)
{
  assert_all (SP_CELL_INTEGER, '.', (const char * const[]) { "0", "7", "-12", "+3", "1,234", "1,234,567", "12,34,567",
                                                             "$5", "-$5", "€5", " 42 ", NULL });
}

static void
test_number (void)
{
  assert_all (SP_CELL_NUMBER, '.', (const char * const[]) { "1.5", "-0.25", ".5", "1e6", "1.5E-3", "12%", "12.5 %",
                                                            "(1.25)", "1,234.50", "£3.20", "5.", NULL });
  assert_all (SP_CELL_NUMBER, ',', (const char * const[]) { "1,5", "1.234,50", "-0,25", NULL });
}

static void
test_codes_are_text (void)
{
  assert_all (SP_CELL_TEXT, '.', (const char * const[]) { "00123", "1,23,4", "1.2.3", "12a", "a12", "1e", "(5", "5)",
                                                          "--5", "1 2", "+49 30 1234", NULL });
}

static void
test_date (void)
{
  assert_all (SP_CELL_DATE, '.', (const char * const[]) { "2026-11-20", "2026/1/2", "20.11.2026", "11/20/26", "20-Nov-2026",
                                                          "20 November 2026", "Nov 20, 2026", "Nov-26", "2026-11-20 10:30",
                                                          "2026-11-20T10:30:00Z", "2026-11-20T10:30:00.123+01:00",
                                                          "10:30", "10:30:15 PM", NULL });
  assert_all (SP_CELL_TEXT, '.', (const char * const[]) { "2026-", "2026-11", "20/11", "10:3", "May", "1-2-3-4", "Novella 20", NULL });
}

static void
test_boolean (void)
{
  assert_all (SP_CELL_BOOLEAN, '.', (const char * const[]) { "true", "FALSE", "Yes", "no", NULL });
}

/* Whatever the bytes, an answer, and nothing read past the end. */
static void
test_random (void)
{
  for (guint round = 0; round < 20000; round++)
    {
      gsize n = g_test_rand_int_range (0, 14);
      g_autofree char *exact = g_malloc (n + (n == 0));

      for (gsize i = 0; i < n; i++)
        exact[i] = "0123456789.,-/:+eE%$() TZ\xC2\xA0\xE2NovanJ"[g_test_rand_int_range (0, 34)];
      g_assert_cmpint (sp_cell_type_of (exact, n, round % 2 ? '.' : ','), <, SP_N_CELL_TYPES);
    }
}

static SpColumnProfile
profile (const char * const *texts)
{
  SpColumnProfile self = { 0 };

  for (; *texts != NULL; texts++)
    sp_column_profile_add (&self, *texts, strlen (*texts), '.');

  return self;
}

static void
test_profile (void)
{
  SpColumnProfile whole = profile ((const char * const[]) { "1", "2", "", "NA", NULL });
  SpColumnProfile mixed = profile ((const char * const[]) { "1", "2.5", "3", NULL });
  SpColumnProfile text = profile ((const char * const[]) { "1", "b", "3", NULL });
  SpColumnProfile nothing = profile ((const char * const[]) { "", "-", NULL });

  g_assert_cmpint (sp_column_profile_get_cell_type (&whole), ==, SP_CELL_INTEGER);
  g_assert_true (sp_column_profile_is_right (&whole));
  g_assert_cmpint (sp_column_profile_get_cell_type (&mixed), ==, SP_CELL_NUMBER);
  g_assert_cmpint (sp_column_profile_get_cell_type (&text), ==, SP_CELL_TEXT);
  g_assert_false (sp_column_profile_is_right (&text));
  g_assert_cmpint (sp_column_profile_get_cell_type (&nothing), ==, SP_CELL_MISSING);
}

/* One odd cell among many does not hide what the column is, but it is counted. */
static void
test_profile_odd (void)
{
  SpColumnProfile self = { 0 };

  for (guint i = 0; i < 99; i++)
    sp_column_profile_add (&self, "5.5", 3, '.');
  sp_column_profile_add (&self, "Jan-24x", 7, '.');

  g_assert_cmpint (sp_column_profile_get_cell_type (&self), ==, SP_CELL_NUMBER);
  g_assert_cmpuint (sp_column_profile_get_n_odd (&self), ==, 1);
}

static void
test_names (void)
{
  for (guint type = 0; type < SP_N_CELL_TYPES; type++)
    g_assert_cmpstr (sp_cell_type_get_name (type), !=, "");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/cell-type/missing", test_missing);
  g_test_add_func ("/sp/cell-type/integer", test_integer);
  g_test_add_func ("/sp/cell-type/number", test_number);
  g_test_add_func ("/sp/cell-type/codes-are-text", test_codes_are_text);
  g_test_add_func ("/sp/cell-type/date", test_date);
  g_test_add_func ("/sp/cell-type/boolean", test_boolean);
  g_test_add_func ("/sp/cell-type/random", test_random);
  g_test_add_func ("/sp/cell-type/names", test_names);
  g_test_add_func ("/sp/column-profile/types", test_profile);
  g_test_add_func ("/sp/column-profile/odd", test_profile_odd);

  return g_test_run ();
}
