/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "analyst/sp-math.h"

static void
test_equations (void)
{
  static const char * const pairs[][2] = {
    { "I need to solve the equation `5x - 2 = 13`.", "Eq(5*x - 2, 13)," },
    { "Please solve 2(y + 3) = 4y - 1 for y", "Eq(2*(y + 3), 4*y - 1)," },
    { "What are the roots of x^2 - 5x + 6 = 0?", "Eq(x**2 - 5*x + 6, 0)," },
    { "solve x/3 + 1/4 = 2", "Eq(x / 3 + Rational(1, 4), 2)," },
    { "solve 0.5a = 7", "Eq(0.5*a, 7)," },
    { "solve x² = 16", "Eq(x**2, 16)," },
    { "solve sqrt(x) = 4", "Eq(sqrt(x), 4)," },
    { "solve 3 × x − 4 = 8", "Eq(3 * x - 4, 8)," },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr(SpMath) math = sp_math_find (pairs[i][0], FALSE);
      g_autofree char *code = NULL;

      g_test_message ("%s", pairs[i][0]);
      g_assert_nonnull (math);
      code = sp_math_compile (math);
      g_test_message ("%s", code);
      g_assert_nonnull (strstr (code, pairs[i][1]));
      g_assert_true (sp_math_is_own_code (code));
    }
}

static void
test_systems (void)
{
  g_autoptr(SpMath) math = sp_math_find ("Solve the system 2x + y = 7 and x - y = 2", FALSE);
  g_autofree char *subject = sp_math_dup_subject (math);
  g_autofree char *code = sp_math_compile (math);

  g_assert_cmpuint (math->equations->len, ==, 2);
  g_assert_cmpuint (math->unknowns->len, ==, 2);
  g_assert_cmpstr (subject, ==, "2x + y = 7, x - y = 2");
  g_assert_nonnull (strstr (code, "x, y = symbols(\"x y\")"));
}

static void
test_arithmetic (void)
{
  g_autoptr(SpMath) plain = sp_math_find ("What is 12 * (3 + 4.5)?", TRUE);
  g_autoptr(SpMath) power = sp_math_find ("calculate 2^10", TRUE);
  g_autoptr(SpMath) off = sp_math_find ("What is 12 * (3 + 4.5)?", FALSE);
  g_autofree char *first = sp_math_compile (plain);
  g_autofree char *second = sp_math_compile (power);

  g_assert_cmpstr (first, ==, "# Calculate 12 * (3 + 4.5).\nprint(12 * (3 + 4.5))\n");
  g_assert_nonnull (strstr (second, "print(2**10)"));
  g_assert_null (off);
}

static void
test_no_math (void)
{
  static const char * const questions[] = {
    "What is the average price?", "How many rows have price = 20?", "orders in 2023", "a bar chart of x", "the year 2020 - a good one", "", "= = =", "x",
    "list a-b companies", "units sold >= 5", "((((", "5 = 5",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autoptr(SpMath) math = sp_math_find (questions[i], FALSE);

      g_test_message ("%s", questions[i]);
      g_assert_null (math);
    }
}

/* Only formulas get into the code, whatever surrounds them. */
static void
test_no_code (void)
{
  g_autoptr(SpMath) math = sp_math_find ("solve x = 1; import os; __import__('os').system('id') and y = 2", FALSE);
  g_autofree char *code = sp_math_compile (math);

  g_assert_null (strstr (code, "import os"));
  g_assert_null (strstr (code, "system("));
  g_assert_nonnull (strstr (code, "Eq(x, 1)"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/math/equations", test_equations);
  g_test_add_func ("/sp/math/systems", test_systems);
  g_test_add_func ("/sp/math/arithmetic", test_arithmetic);
  g_test_add_func ("/sp/math/no-math", test_no_math);
  g_test_add_func ("/sp/math/no-code", test_no_code);

  return g_test_run ();
}
