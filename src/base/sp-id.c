/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "base/sp-id.h"

#include <sys/random.h>

#define ID_LENGTH 24

/**
 * sp_id_new:
 * @prefix: what kind of thing it names, such as "conv"
 *
 * Makes an id that cannot be guessed: @prefix, a hyphen or underscore, and 24 letters and digits
 * (142 bits) from the kernel's random source. "assistant" and "file" take a hyphen as the file ids of Azure and
 * OpenAI do, for SDKs know them by it; every other prefix takes an underscore (foundry-v2.md 4–7).
 *
 * Returns: (transfer full): the id
 */
char *
sp_id_new (const char *prefix)
{
  static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  char text[ID_LENGTH + 1] = { 0 };
  gsize n = 0;

  g_return_val_if_fail (prefix != NULL, NULL);

  while (n < ID_LENGTH)
    {
      guint8 bytes[ID_LENGTH * 2];
      ssize_t got = getrandom (bytes, sizeof bytes, 0);

      /* Bytes from 248 on are dropped, so that each of the 62 letters is as likely as the next. */
      for (ssize_t i = 0; i < got && n < ID_LENGTH; i++)
        if (bytes[i] < 248)
          text[n++] = alphabet[bytes[i] % 62];
    }

  return g_strconcat (prefix,
                      g_str_equal (prefix, "assistant") || g_str_equal (prefix, "file") ? "-" : "_",
                      text, NULL);
}
