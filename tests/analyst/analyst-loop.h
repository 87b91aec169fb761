/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

#include "model/sp-chat-model.h"

G_BEGIN_DECLS

/* A conversation with the built-in analyst whose cells run in a plain Python process in a temporary folder: for tests
 * only, where the code is the analyst's own. */

typedef struct
{
  SpChatModel   *model;
  SpChatRequest *request;
  GSubprocess   *python;
  char          *folder;
  GPtrArray     *codes;     /* of char: cells of the last turn */
  guint          n_failed;  /* of them */
  JsonNode      *table;     /* (nullable) the last table that was displayed in the turn */
} AnalystLoop;

AnalystLoop *analyst_loop_new      (void);
void         analyst_loop_add_file (AnalystLoop *self,
                                    const char  *name,
                                    const char  *contents,
                                    gssize       length);
char        *analyst_loop_ask      (AnalystLoop *self,
                                    const char  *question);
gboolean     analyst_loop_has_file (AnalystLoop *self,
                                    const char  *name);
void         analyst_loop_free     (AnalystLoop *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnalystLoop, analyst_loop_free)

G_END_DECLS
