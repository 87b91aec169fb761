/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Questions and column names as words, and how alike two words are. */

typedef enum
{
  SP_WORD_WORD,
  SP_WORD_NUMBER,
  SP_WORD_DATE,     /* 2024-01-31 */
  SP_WORD_QUOTED,
  SP_WORD_MARK,     /* , . ; ? ! : = < > <= >= != */
} SpWordKind;

typedef struct
{
  SpWordKind  kind;
  char       *text;     /* as it was written, without quotes */
  char       *folded;   /* for comparing */
  double      number;
  gboolean    percent;
  gboolean    spelled;  /* a number that was written in letters */
} SpWord;

GPtrArray *sp_words_split      (const char *text);
char      *sp_words_normalise  (const char *text);
char      *sp_words_stem       (const char *folded);
double     sp_words_similarity (const char *asked,
                                const char *name);
guint      sp_words_distance   (const char *a,
                                const char *b);
gboolean   sp_words_is_one_of  (const char *folded,
                                const char *list);

G_END_DECLS
