/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Faults that only HTTP knows; the code is the status, 400 to 599. Everything
 * else comes up from the engine as SP_SERVICE_ERROR. */
#define SP_HTTP_ERROR (sp_http_error_quark ())

/* An error as it goes out, before a dialect gives it its shape. */
typedef struct
{
  guint  status;
  char  *code;     /* (owned) for programs: "invalid_payload" */
  char  *message;  /* (owned) for people */
  char  *param;    /* (owned) (nullable) the member that is wrong */
  char  *type;     /* (owned) "invalid_request_error" */
} SpHttpProblem;

GQuark  sp_http_error_quark             (void);
void    sp_http_error_set               (GError        **error,
                                         guint           status,
                                         const char     *code,
                                         const char     *param,
                                         const char     *format,
                                         ...) G_GNUC_PRINTF (5, 6);
void    sp_http_problem_init_from_error (SpHttpProblem  *self,
                                         const GError   *error);
void    sp_http_problem_clear           (SpHttpProblem  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SpHttpProblem, sp_http_problem_clear)

G_END_DECLS
