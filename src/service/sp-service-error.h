/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SP_SERVICE_ERROR (sp_service_error_quark ())

/**
 * SpServiceError:
 * @SP_SERVICE_ERROR_INVALID: the request is wrong (400)
 * @SP_SERVICE_ERROR_NOT_FOUND: no such thing, or a thing that has expired (404)
 * @SP_SERVICE_ERROR_CONFLICT: it exists already or is in the wrong state (409)
 * @SP_SERVICE_ERROR_TOO_LARGE: more bytes than are accepted (413)
 * @SP_SERVICE_ERROR_BUSY: too much is waiting already (429)
 * @SP_SERVICE_ERROR_INTERNAL: our own fault: the disk, the database (500)
 * @SP_SERVICE_ERROR_UNAVAILABLE: the sandbox cannot run here (503)
 *
 * The code says which HTTP status fits; the words of the wire ("invalid_payload",
 * the name of the member) travel in the same error and are read with
 * sp_service_error_get_code() and sp_service_error_get_param().
 */
typedef enum
{
  SP_SERVICE_ERROR_INVALID,
  SP_SERVICE_ERROR_NOT_FOUND,
  SP_SERVICE_ERROR_CONFLICT,
  SP_SERVICE_ERROR_TOO_LARGE,
  SP_SERVICE_ERROR_BUSY,
  SP_SERVICE_ERROR_INTERNAL,
  SP_SERVICE_ERROR_UNAVAILABLE,
} SpServiceError;

GQuark      sp_service_error_quark     (void);
GError     *sp_service_error_new       (SpServiceError   error_code,
                                        const char      *code,
                                        const char      *param,
                                        const char      *format,
                                        ...) G_GNUC_PRINTF (4, 5);
void        sp_service_error_set       (GError         **error,
                                        SpServiceError   error_code,
                                        const char      *code,
                                        const char      *param,
                                        const char      *format,
                                        ...) G_GNUC_PRINTF (5, 6);
const char *sp_service_error_get_code  (const GError    *error);
const char *sp_service_error_get_param (const GError    *error);
const char *sp_service_error_get_type_name (const GError *error);

G_END_DECLS
