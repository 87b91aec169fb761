/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-chat-model.h"
#include "service/sp-engine.h"

G_BEGIN_DECLS

/* A model that says what a test has written down, one step per call. */
#define TEST_TYPE_MODEL (test_model_get_type ())
G_DECLARE_FINAL_TYPE (TestModel, test_model, TEST, MODEL, GObject)

TestModel  *test_model_new           (void);
void        test_model_add_text      (TestModel  *self,
                                      const char *text);
void        test_model_add_reasoning (TestModel  *self,
                                      const char *text);
void        test_model_add_code      (TestModel  *self,
                                      const char *code);
void        test_model_add_arguments (TestModel  *self,
                                      const char *name,
                                      const char *arguments);
void        test_model_add_both      (TestModel  *self,
                                      const char *text,
                                      const char *code);
void        test_model_add_error     (TestModel  *self,
                                      const char *message);
void        test_model_add_hold      (TestModel  *self);
void        test_model_set_streams   (TestModel  *self,
                                      gboolean    streams);
void        test_model_set_finish    (TestModel  *self,
                                      SpChatFinish finish);
guint       test_model_get_n_calls   (TestModel  *self);
guint       test_model_get_n_running (TestModel  *self);
const char *test_model_get_prompt    (TestModel  *self,
                                      guint       call);

/* Sessions without a sandbox. The code of a cell is one command per line:
 * "print TEXT", "file NAME CONTENT", "fail MESSAGE", "table", "figure", "hang", "stuck", "die",
 * "need NAME" (fails unless put), "count" (prints how many sessions there were) */
#define TEST_TYPE_FACTORY (test_factory_get_type ())
G_DECLARE_FINAL_TYPE (TestFactory, test_factory, TEST, FACTORY, GObject)

TestFactory *test_factory_new            (void);
guint        test_factory_get_n_created  (TestFactory *self);
guint        test_factory_get_n_killed   (TestFactory *self);
void         test_factory_set_broken     (TestFactory *self,
                                          gboolean     broken);
void         test_factory_kill_all       (TestFactory *self);

/* One engine in a folder of its own. */
typedef struct
{
  char        *folder;
  SpEngine    *engine;
  TestFactory *factory;
  TestModel   *model;
} Fixture;

void        fixture_set_up        (Fixture       *fixture,
                                   gconstpointer  data);
void        fixture_tear_down     (Fixture       *fixture,
                                   gconstpointer  data);
void        fixture_reopen        (Fixture       *fixture);
void        fixture_use_factory   (Fixture          *fixture,
                                   SpSessionFactory *factory);
char       *fixture_upload        (Fixture       *fixture,
                                   const char    *filename,
                                   const char    *contents);
char       *fixture_read_file     (Fixture       *fixture,
                                   const char    *container_id,
                                   const char    *file_id);
char       *fixture_conversation  (Fixture       *fixture);
JsonObject *fixture_agent         (Fixture       *fixture,
                                   const char    *name);
SpRun      *fixture_ask           (Fixture       *fixture,
                                   const char    *json);
JsonObject *fixture_answer        (Fixture       *fixture,
                                   const char    *json);
void        wait_for_end          (SpRun         *run);
void        wait_for              (gboolean     (*done) (gpointer),
                                   gpointer       data);
void        spin                  (guint          milliseconds);
JsonObject *parse                 (const char    *json);
char       *event_types           (JsonArray     *events);
const char *member                (JsonObject    *object,
                                   const char    *path);
SpPageQuery everything            (void);
void        delete_folder         (const char    *path);

G_END_DECLS
