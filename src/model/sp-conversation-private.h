/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-conversation.h"

G_BEGIN_DECLS

struct _SpConversation
{
  GObject       parent_instance;

  char         *agent_name;       /* (owned) (nullable) */
  char         *connection_id;    /* (owned) (nullable) */
  char         *container_id;     /* (owned) (nullable) */
  GListStore   *draft_files;      /* (owned): of SpFile */
  char         *draft_text;       /* (owned) */
  GListStore   *files;            /* (owned): of SpFile */
  char         *id;               /* (owned) (nullable) */
  GListStore   *items;            /* (owned): of SpItem */
  char         *local_id;         /* (owned) */
  char         *title;            /* (owned) */
  SpTurn       *turn;             /* (owned) (nullable) */
  GSignalGroup *turn_signals;     /* (owned): to the turn of now */
  gint64        updated;
  guint         loaded : 1;
};

G_END_DECLS
