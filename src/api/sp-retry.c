/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* When and after how long a request is repeated (foundry-v2.md 9). Pure: facts in, verdict out. */

#include "config.h"

#include "api/sp-retry.h"

#include <libsoup/soup.h>

/* A place that asks us to wait longer than this is not waited for. */
#define MAX_ASKED_MS (60 * 1000)
#define MAX_DELAY_MS 8000

/**
 * sp_retry_is_worth_it:
 * @status: the status of an answer
 * @should_retry: (nullable): its `x-should-retry` header, which has the last word
 *
 * Returns: %TRUE when the same request may succeed later
 */
gboolean
sp_retry_is_worth_it (guint       status,
                      const char *should_retry)
{
  if (g_strcmp0 (should_retry, "true") == 0)
    return TRUE;
  if (g_strcmp0 (should_retry, "false") == 0)
    return FALSE;
  return status == 408 || status == 409 || status == 429 || status >= 500;
}

static gboolean
parse_number (const char *text,
              double     *value)
{
  char *end = NULL;

  if (text == NULL || *text == '\0')
    return FALSE;
  *value = g_ascii_strtod (text, &end);
  return *end == '\0' && *value >= 0 && *value < G_MAXINT32;
}

/* Milliseconds, or -1 when nothing usable was asked for. */
static double
asked_delay (const char *retry_after_ms,
             const char *retry_after,
             gint64      now)
{
  g_autoptr(GDateTime) date = NULL;
  double value = 0;

  if (parse_number (retry_after_ms, &value))
    return value;
  if (parse_number (retry_after, &value))
    return value * 1000;
  if (retry_after != NULL)
    date = soup_date_time_new_from_http_string (retry_after);
  return date != NULL ? (double) (g_date_time_to_unix (date) - now) * 1000 : -1;
}

/**
 * sp_retry_get_delay:
 * @attempt: how often the request has been repeated yet
 * @retry_after_ms: (nullable): the header of that name
 * @retry_after: (nullable): the header of that name: seconds or a date
 * @now: the time, in Unix seconds
 * @base_ms: the first delay when nothing was asked for; doubled each time
 * @random: 0 to 1: which part of the jitter is taken off
 *
 * Returns: how many milliseconds to wait
 */
guint
sp_retry_get_delay (guint       attempt,
                    const char *retry_after_ms,
                    const char *retry_after,
                    gint64      now,
                    guint       base_ms,
                    double      random)
{
  double asked = asked_delay (retry_after_ms, retry_after, now);
  double delay = MIN ((double) base_ms * (double) (1u << MIN (attempt, 10u)), (double) MAX_DELAY_MS);

  if (asked >= 0 && asked <= MAX_ASKED_MS)
    return (guint) asked;
  return (guint) (delay * (1.0 - 0.25 * CLAMP (random, 0.0, 1.0)));
}
