/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "analyst/sp-data-card.h"

G_BEGIN_DECLS

/* Data cards of made-up tables, as datacard.py would write them. */

JsonObject *test_card_begin   (const char *file,
                               int         n_rows);
void        test_card_text    (JsonObject *card,
                               const char *name,
                               int         n_unique,
                               const char *values);
void        test_card_number  (JsonObject *card,
                               const char *name,
                               gboolean    whole,
                               int         n_unique,
                               double      min,
                               double      max);
void        test_card_date    (JsonObject *card,
                               const char *name,
                               int         n_unique,
                               const char *first,
                               const char *last);
void        test_card_fault   (JsonObject *card,
                               const char *column,
                               const char *kind,
                               const char *text,
                               int         count);
SpDataCard *test_card_end     (JsonObject *card);

SpDataCard *test_card_sales    (void);
SpDataCard *test_card_students (void);
SpDataCard *test_card_weather  (void);

G_END_DECLS
