/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-service-error.h"

#include "base/sp-str.h"

/* The errors of the service: a code that the engine's callers branch on, and
 * beside it the words of the wire (code, param), which only the REST layer and
 * a response's `error` read. They travel inside the GError, so that an error
 * made deep in the engine arrives whole. */

typedef struct
{
  char *code;   /* (nullable) (owned) */
  char *param;  /* (nullable) (owned) */
} SpServiceErrorPrivate;

static void
sp_service_error_private_init (SpServiceErrorPrivate *priv)
{
  priv->code = NULL;
  priv->param = NULL;
}

static void
sp_service_error_private_copy (const SpServiceErrorPrivate *source,
                               SpServiceErrorPrivate       *target)
{
  target->code = g_strdup (source->code);
  target->param = g_strdup (source->param);
}

static void
sp_service_error_private_clear (SpServiceErrorPrivate *priv)
{
  g_clear_pointer (&priv->code, g_free);
  g_clear_pointer (&priv->param, g_free);
}

/**
 * sp_service_error_quark:
 *
 * Returns: the error domain of the service
 */
G_DEFINE_EXTENDED_ERROR (SpServiceError, sp_service_error)

static GError *
sp_service_error_new_valist (SpServiceError  error_code,
                             const char     *code,
                             const char     *param,
                             const char     *format,
                             va_list         args) G_GNUC_PRINTF (4, 0);

static GError *
sp_service_error_new_valist (SpServiceError  error_code,
                             const char     *code,
                             const char     *param,
                             const char     *format,
                             va_list         args)
{
  g_autoptr(GError) error = g_error_new_valist (SP_SERVICE_ERROR, error_code, format, args);
  SpServiceErrorPrivate *priv = sp_service_error_get_private (error);

  sp_set_str (&priv->code, code);
  sp_set_str (&priv->param, param);

  return g_steal_pointer (&error);
}

/**
 * sp_service_error_new:
 * @error_code: what kind of error, and so which status
 * @code: (nullable): the code of the wire, such as "invalid_payload"
 * @param: (nullable): the member of the request that is wrong
 * @format: the words for people, printf style
 *
 * Returns: (transfer full): the error
 */
GError *
sp_service_error_new (SpServiceError  error_code,
                      const char     *code,
                      const char     *param,
                      const char     *format,
                      ...)
{
  g_autoptr(GError) error = NULL;
  va_list args;

  g_return_val_if_fail (format != NULL, NULL);

  va_start (args, format);
  error = sp_service_error_new_valist (error_code, code, param, format, args);
  va_end (args);

  return g_steal_pointer (&error);
}

/**
 * sp_service_error_set:
 * @error: (nullable): where the error goes
 * @error_code: what kind of error
 * @code: (nullable): the code of the wire
 * @param: (nullable): the member of the request that is wrong
 * @format: the words for people, printf style
 *
 * Sets @error as sp_service_error_new() makes it.
 */
void
sp_service_error_set (GError         **error,
                      SpServiceError   error_code,
                      const char      *code,
                      const char      *param,
                      const char      *format,
                      ...)
{
  va_list args;

  g_return_if_fail (format != NULL);

  if (error == NULL)
    return;

  va_start (args, format);
  g_propagate_error (error, sp_service_error_new_valist (error_code, code, param, format, args));
  va_end (args);
}

/**
 * sp_service_error_get_code:
 * @error: any error
 *
 * Returns: (nullable) (transfer none): the code of the wire that came with
 *   @error, or %NULL when it has none or is of another domain
 */
const char *
sp_service_error_get_code (const GError *error)
{
  SpServiceErrorPrivate *priv;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != SP_SERVICE_ERROR)
    return NULL;

  priv = sp_service_error_get_private (error);

  return priv->code;
}

/**
 * sp_service_error_get_param:
 * @error: any error
 *
 * Returns: (nullable) (transfer none): the name of the member that is wrong
 */
const char *
sp_service_error_get_param (const GError *error)
{
  SpServiceErrorPrivate *priv;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != SP_SERVICE_ERROR)
    return NULL;

  priv = sp_service_error_get_private (error);

  return priv->param;
}

/**
 * sp_service_error_get_type_name:
 * @error: any error
 *
 * Returns: (transfer none): the `type` of the error body (foundry-v2.md 9):
 *   whose fault it is, in the words of the wire
 */
const char *
sp_service_error_get_type_name (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != SP_SERVICE_ERROR)
    return "server_error";

  switch ((SpServiceError) error->code)
    {
    case SP_SERVICE_ERROR_INVALID:
    case SP_SERVICE_ERROR_NOT_FOUND:
    case SP_SERVICE_ERROR_CONFLICT:
    case SP_SERVICE_ERROR_TOO_LARGE:
      return "invalid_request_error";
    case SP_SERVICE_ERROR_BUSY:
      return "rate_limit_error";
    case SP_SERVICE_ERROR_INTERNAL:
    case SP_SERVICE_ERROR_UNAVAILABLE:
    default:
      return "server_error";
    }
}
