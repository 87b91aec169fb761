/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "base/sp-id.h"

#include <string.h>

static void
test_shape (void)
{
  g_autofree char *id = sp_id_new ("conv");
  g_autofree char *file = sp_id_new ("assistant");

  g_assert_true (g_str_has_prefix (id, "conv_"));
  g_assert_true (g_str_has_prefix (file, "assistant-"));
  g_assert_cmpuint (strlen (id), ==, strlen ("conv_") + 24);
  for (const char *p = id + 5; *p != '\0'; p++)
    g_assert_true (g_ascii_isalnum (*p));
}

static void
test_never_twice (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 10000; i++)
    g_assert_true (g_hash_table_add (seen, sp_id_new ("x")));
}

static void
test_every_letter (void)
{
  guint counts[128] = { 0 };
  guint n_letters = 0;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *id = sp_id_new ("x");

      for (const char *p = id + 2; *p != '\0'; p++)
        counts[(guint) *p]++;
    }

  /* 24,000 letters over 62: 387 each on average, and a fair source stays far from half of that. */
  for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
    if (counts[c] > 0)
      {
        n_letters++;
        g_assert_cmpuint (counts[c], >, 193);
      }
  g_assert_cmpuint (n_letters, ==, 62);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/id/shape", test_shape);
  g_test_add_func ("/sp/id/never-twice", test_never_twice);
  g_test_add_func ("/sp/id/every-letter", test_every_letter);

  return g_test_run ();
}
