/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the arguments of `sandpiper ask` say. */
typedef struct
{
  GPtrArray *files;     /* (owned): of GFile, in the order given */
  char      *question;  /* (owned) */
  GFile     *out;       /* (owned) (nullable): where generated files go */
  char      *agent;     /* (owned) (nullable): the agent to ask */
  gboolean   json;
  gboolean   quiet;
} SpAskOptions;

SpAskOptions *sp_ask_options_parse (char         **arguments,
                                    char         **message,
                                    GError       **error);
void          sp_ask_options_free  (SpAskOptions  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpAskOptions, sp_ask_options_free)

G_END_DECLS
