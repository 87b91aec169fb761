/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* An HTTP server in this process that answers what a test has written down. */
typedef struct _SpScriptedServer SpScriptedServer;

typedef enum
{
  SP_SCRIPT_WHOLE,  /* an ordinary answer */
  SP_SCRIPT_CUT,    /* the body promises one byte more than it has, then the connection closes */
  SP_SCRIPT_OPEN,   /* the body never ends: the connection stays open */
  SP_SCRIPT_HANG,   /* no answer at all */
} SpScriptKind;

SpScriptedServer *sp_scripted_server_new       (void);
void              sp_scripted_server_free      (SpScriptedServer *self);
const char       *sp_scripted_server_get_url   (SpScriptedServer *self);
void              sp_scripted_server_reply     (SpScriptedServer *self,
                                                const char       *route,
                                                guint             status,
                                                const char       *headers,
                                                const char       *body);
void              sp_scripted_server_script    (SpScriptedServer *self,
                                                SpScriptKind      kind,
                                                const char       *route,
                                                guint             status,
                                                const char       *headers,
                                                const char       *body);
guint             sp_scripted_server_count     (SpScriptedServer *self,
                                                const char       *route);
const char       *sp_scripted_server_get_body  (SpScriptedServer *self,
                                                const char       *route);
const char       *sp_scripted_server_get_query (SpScriptedServer *self,
                                                const char       *route);
SoupMessageHeaders *sp_scripted_server_get_headers (SpScriptedServer *self,
                                                    const char       *route);

void              sp_test_wait_until           (gboolean        (*condition) (gpointer data),
                                                gpointer          data);
void              sp_test_store_result         (GObject          *source,
                                                GAsyncResult     *result,
                                                gpointer          user_data);
GAsyncResult     *sp_test_wait_result          (GAsyncResult    **result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpScriptedServer, sp_scripted_server_free)

G_END_DECLS
