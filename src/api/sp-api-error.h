/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SP_API_ERROR (sp_api_error_quark ())

/**
 * SpApiError:
 * @SP_API_ERROR_STATUS: the place answered with an error; sp_api_error_get_status() and its fellows tell more
 * @SP_API_ERROR_PROTOCOL: the place answered what cannot be understood
 * @SP_API_ERROR_UNREACHABLE: no connection could be made
 * @SP_API_ERROR_INTERRUPTED: a connection broke while an answer came
 * @SP_API_ERROR_SERVICE: this computer's service is missing or does not start
 * @SP_API_ERROR_CONTENT: a downloaded file is not what it should be
 * @SP_API_ERROR_HISTORY: the history cannot be read or written
 */
typedef enum
{
  SP_API_ERROR_STATUS,
  SP_API_ERROR_PROTOCOL,
  SP_API_ERROR_UNREACHABLE,
  SP_API_ERROR_INTERRUPTED,
  SP_API_ERROR_SERVICE,
  SP_API_ERROR_CONTENT,
  SP_API_ERROR_HISTORY,
} SpApiError;

GQuark      sp_api_error_quark            (void);
GError     *sp_api_error_new_for_status   (guint         status,
                                           const char   *body,
                                           gssize        length,
                                           const char   *request_id);
guint       sp_api_error_get_status       (const GError *error);
const char *sp_api_error_get_code         (const GError *error);
const char *sp_api_error_get_request_id   (const GError *error);
gboolean    sp_api_error_is_unreachable   (const GError *error);

G_END_DECLS
