/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-error.h"

#include <gio/gio.h>

#include "base/sp-base-error.h"
#include "service/sp-service-error.h"
#include "wire/sp-multipart-parser.h"

/* From any GError to what a client is told: the one place that knows which
 * fault has which HTTP status. */

typedef struct
{
  char *code;
  char *param;
} SpHttpErrorPrivate;

static void
sp_http_error_private_init (SpHttpErrorPrivate *priv)
{
}

static void
sp_http_error_private_copy (const SpHttpErrorPrivate *source,
                            SpHttpErrorPrivate       *copy)
{
  copy->code = g_strdup (source->code);
  copy->param = g_strdup (source->param);
}

static void
sp_http_error_private_clear (SpHttpErrorPrivate *priv)
{
  g_clear_pointer (&priv->code, g_free);
  g_clear_pointer (&priv->param, g_free);
}

G_DEFINE_EXTENDED_ERROR (SpHttpError, sp_http_error)

/**
 * sp_http_error_set:
 * @error: (out) (optional): where the error goes
 * @status: an HTTP status from 400 to 599
 * @code: the word for programs
 * @param: (nullable): the member or query parameter that is wrong
 * @format: what happened and what to do, for people
 *
 * Sets an error of the domain %SP_HTTP_ERROR.
 */
void
sp_http_error_set (GError     **error,
                   guint        status,
                   const char  *code,
                   const char  *param,
                   const char  *format,
                   ...)
{
  SpHttpErrorPrivate *priv;
  GError *made;
  va_list args;

  g_return_if_fail (status >= 400 && status < 600);
  g_return_if_fail (code != NULL && format != NULL);

  if (error == NULL)
    return;

  va_start (args, format);
  made = g_error_new_valist (SP_HTTP_ERROR, status, format, args);
  va_end (args);

  priv = sp_http_error_get_private (made);
  priv->code = g_strdup (code);
  priv->param = g_strdup (param);
  g_propagate_error (error, made);
}

static guint
get_service_status (const GError *error)
{
  switch ((SpServiceError) error->code)
    {
    case SP_SERVICE_ERROR_INVALID:
      return 400;
    case SP_SERVICE_ERROR_NOT_FOUND:
      return 404;
    case SP_SERVICE_ERROR_CONFLICT:
      return 409;
    case SP_SERVICE_ERROR_TOO_LARGE:
      return 413;
    case SP_SERVICE_ERROR_BUSY:
      return 429;
    case SP_SERVICE_ERROR_UNAVAILABLE:
      return 503;
    case SP_SERVICE_ERROR_INTERNAL:
    default:
      return 500;
    }
}

static const char *
get_json_code (const GError *error)
{
  switch ((SpBaseError) error->code)
    {
    case SP_BASE_ERROR_JSON_SYNTAX:
    case SP_BASE_ERROR_JSON_DEPTH:
      return "invalid_json";
    case SP_BASE_ERROR_JSON_TYPE:
    case SP_BASE_ERROR_JSON_MISSING:
      return "invalid_payload";
    case SP_BASE_ERROR_DATABASE:
    case SP_BASE_ERROR_DATABASE_NEWER:
    default:
      return NULL;
    }
}

static const char *
get_type_for_status (guint status)
{
  if (status == 401)
    return "authentication_error";
  if (status == 403)
    return "permission_error";
  if (status == 429)
    return "rate_limit_error";
  return status < 500 ? "invalid_request_error" : "server_error";
}

/**
 * sp_http_problem_init_from_error:
 * @self: an unset problem
 * @error: any error of a handler
 *
 * Fills in status, code, parameter, type and message. An error of a domain that no client can have
 * caused becomes a 500; its message is kept, for the client is the same person's.
 */
void
sp_http_problem_init_from_error (SpHttpProblem *self,
                                 const GError  *error)
{
  g_return_if_fail (self != NULL && error != NULL);

  *self = (SpHttpProblem) { .status = 500 };
  self->message = g_strdup (error->message);

  if (error->domain == SP_HTTP_ERROR)
    {
      SpHttpErrorPrivate *priv = sp_http_error_get_private (error);

      self->status = error->code;
      self->code = g_strdup (priv->code);
      self->param = g_strdup (priv->param);
    }
  else if (error->domain == SP_SERVICE_ERROR)
    {
      self->status = get_service_status (error);
      self->code = g_strdup (sp_service_error_get_code (error));
      self->param = g_strdup (sp_service_error_get_param (error));
      self->type = g_strdup (sp_service_error_get_type_name (error));
    }
  else if (error->domain == SP_BASE_ERROR && get_json_code (error) != NULL)
    {
      self->status = 400;
      self->code = g_strdup (get_json_code (error));
    }
  else if (error->domain == SP_MULTIPART_ERROR)
    {
      self->status = 400;
      self->code = g_strdup ("invalid_multipart");
    }

  if (self->code == NULL)
    self->code = g_strdup ("server_error");
  if (self->type == NULL)
    self->type = g_strdup (get_type_for_status (self->status));
}

/**
 * sp_http_problem_clear:
 * @self: a problem
 *
 * Frees what it holds.
 */
void
sp_http_problem_clear (SpHttpProblem *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->param, g_free);
  g_clear_pointer (&self->type, g_free);
}
