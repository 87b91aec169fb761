/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A large delimited file, made on the fly: orders of a shop, 5 % of the rows
 * with a quoted cell, 1 % with a line end inside one. */

#include "config.h"

#include "bench-csv.h"

#include "base/sp-fd.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void
append_row (GString  *text,
            GRand    *random,
            guint     number,
            gboolean  quote_all)
{
  static const char * const towns[] = { "Lisbon", "Oslo", "Kyoto", "Nairobi", "Quito", "Galway" };
  static const char * const goods[] = { "tea", "kettle", "cup", "saucer", "biscuits" };
  guint dice = g_rand_int_range (random, 0, 100);
  const char *town = towns[g_rand_int_range (random, 0, 6)];
  const char *ware = goods[g_rand_int_range (random, 0, 5)];
  guint cents = g_rand_int_range (random, 100, 99999);

  if (quote_all)
    g_string_append_printf (text, "\"%u\",\"2026-%02u-%02u\",\"%s\",\"%s\",\"%u\",\"%u.%02u\",\"note %u\"\n",
                            number, 1 + number % 12, 1 + number % 28, town, ware,
                            dice, cents / 100, cents % 100, cents);
  else
    g_string_append_printf (text, "%u,2026-%02u-%02u,%s,%s,%u,%u.%02u,%s of %s number %u%s\n",
                            number, 1 + number % 12, 1 + number % 28, town, ware,
                            dice, cents / 100, cents % 100,
                            dice == 0 ? "\"two\nlines, one cell" : dice < 6 ? "\"a, b" : "order",
                            ware, cents, dice < 6 ? "\"" : "");
}

/**
 * bench_write_csv:
 * @path: where the file goes
 * @n_bytes: at least this size
 * @quote_all: whether every cell stands in quotes
 *
 * Writes the file: a few megabytes of rows, over and over.
 *
 * Returns: whether it could be written
 */
gboolean
bench_write_csv (const char *path,
                 guint64     n_bytes,
                 gboolean    quote_all)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (20261120);
  g_autoptr(GString) text = g_string_new (NULL);
  g_auto(SpFd) fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const char *header = "order,day,town,ware,count,price,remark\n";
  guint64 n_written = strlen (header);

  if (fd < 0 || !sp_fd_write_all (fd, header, strlen (header), NULL))
    return FALSE;

  for (guint i = 0; text->len < 8 * 1024 * 1024; i++)
    append_row (text, random, i + 1, quote_all);

  for (; n_written < n_bytes; n_written += text->len)
    if (!sp_fd_write_all (fd, text->str, text->len, NULL))
      return FALSE;

  return TRUE;
}

/**
 * bench_get_resident:
 *
 * Returns: how many bytes of this process are in memory
 */
guint64
bench_get_resident (void)
{
  g_autofree char *contents = NULL;
  g_auto(GStrv) parts = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &contents, NULL, NULL))
    return 0;

  parts = g_strsplit (contents, " ", 3);
  return g_strv_length (parts) > 1 ? g_ascii_strtoull (parts[1], NULL, 10) * (guint64) sysconf (_SC_PAGESIZE) : 0;
}
