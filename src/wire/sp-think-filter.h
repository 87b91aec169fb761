/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Splits a leading <think>…</think> out of streamed text. */
typedef struct _SpThinkFilter SpThinkFilter;

typedef void (*SpThinkFunc) (gboolean    is_reasoning,
                             const char *text,
                             gpointer    user_data);

SpThinkFilter *sp_think_filter_new    (void);
void           sp_think_filter_feed   (SpThinkFilter *self,
                                       const char    *text,
                                       SpThinkFunc    func,
                                       gpointer       user_data);
void           sp_think_filter_finish (SpThinkFilter *self,
                                       SpThinkFunc    func,
                                       gpointer       user_data);
void           sp_think_filter_free   (SpThinkFilter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpThinkFilter, sp_think_filter_free)

G_END_DECLS
