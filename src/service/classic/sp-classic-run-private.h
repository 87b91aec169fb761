/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/classic/sp-classic-private.h"

G_BEGIN_DECLS

struct _SpClassicRun
{
  GObject       parent_instance;

  SpEngine     *engine;          /* (owned) */
  JsonObject   *json;            /* (owned) the run as the wire shows it */
  SpRun        *response;        /* (owned) (nullable) what makes it now */
  GCancellable *cancellable;     /* (owned) of the pictures that are being kept */
  GQueue        events;          /* (owned) of JsonObject: of the response, not yet told */
  GHashTable   *steps;           /* (owned) item id → step in the making */
  JsonArray    *images;          /* (owned) file ids that the next message shows */
  JsonArray    *made;            /* (owned) file ids that the next message has attached */
  GHashTable   *published;       /* (owned) container file id → file id */
  JsonArray    *calls;           /* (owned) functions that the caller is to run */
  JsonObject   *calls_step;      /* (owned) (nullable) the step that they belong to */
  guint         expiry_source;

  guint         abandoned : 1;   /* its thread is gone: nothing is told or stored any more */
  guint         expired : 1;
  guint         working : 1;     /* a picture is being kept: the events wait */
};

void     _sp_classic_run_emit        (SpClassicRun *self,
                                      const char   *name,
                                      JsonObject   *object);
void     _sp_classic_run_store       (SpClassicRun *self,
                                      const char   *kind,
                                      JsonObject   *object);
void     _sp_classic_run_finish      (SpClassicRun *self,
                                      JsonObject   *response);
void     _sp_classic_run_pump        (SpClassicRun *self);
void     _sp_classic_run_handle      (SpClassicRun *self,
                                      JsonObject   *event);
void     _sp_classic_run_free_steps  (SpClassicRun *self);
void     _sp_classic_run_init_steps  (SpClassicRun *self);
void     _sp_classic_run_end_step    (SpClassicRun *self,
                                      JsonObject   *step,
                                      const char   *status,
                                      const char   *words);

G_END_DECLS
