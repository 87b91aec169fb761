/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The errors of the client layer. An error of a place carries its status, code and request id beside the words, so
 * that callers branch on those and people can quote the id. */

#include "config.h"

#include "api/sp-api-error.h"

#include <glib/gi18n.h>

#include "wire/sp-error-codec.h"

typedef struct
{
  guint  status;
  char  *code;        /* (owned) (nullable) */
  char  *request_id;  /* (owned) (nullable) */
} SpApiErrorPrivate;

static void
sp_api_error_private_init (SpApiErrorPrivate *priv)
{
}

static void
sp_api_error_private_copy (const SpApiErrorPrivate *source,
                           SpApiErrorPrivate       *target)
{
  target->status = source->status;
  target->code = g_strdup (source->code);
  target->request_id = g_strdup (source->request_id);
}

static void
sp_api_error_private_clear (SpApiErrorPrivate *priv)
{
  g_clear_pointer (&priv->code, g_free);
  g_clear_pointer (&priv->request_id, g_free);
}

/**
 * sp_api_error_quark:
 *
 * Returns: the domain of #SpApiError
 */
G_DEFINE_EXTENDED_ERROR (SpApiError, sp_api_error)

/* For bodies that tell nothing. */
static const char *
describe_status (guint status)
{
  switch (status)
    {
    case 401:
      return _("The service did not accept who is asking. Check the key or sign in again.");

    case 403:
      return _("The service does not allow this. A role or a network rule may be missing.");

    case 404:
      return _("The service does not know what was asked for. It may have been deleted or have expired.");

    case 408:
    case 504:
      return _("The service took too long to answer. Try again.");

    case 413:
      return _("This is larger than the service takes.");

    case 429:
      return _("The service has too much to do at the moment. Wait a little and try again.");

    default:
      return status >= 500 ? _("The service failed. Try again in a while.")
                           : _("The service refused the request.");
    }
}

/**
 * sp_api_error_new_for_status:
 * @status: an HTTP status that is not a success
 * @body: (nullable): the body of the answer
 * @length: how many bytes of it there are
 * @request_id: (nullable): the request id among the answer's headers
 *
 * Returns: (transfer full): an SP_API_ERROR_STATUS whose message is the service's own, or ours when it has none
 */
GError *
sp_api_error_new_for_status (guint       status,
                             const char *body,
                             gssize      length,
                             const char *request_id)
{
  g_autoptr(SpErrorInfo) info = sp_error_codec_parse (body, length);
  GError *error = g_error_new_literal (SP_API_ERROR, SP_API_ERROR_STATUS,
                                       *info->message != '\0' ? info->message : describe_status (status));
  SpApiErrorPrivate *priv = sp_api_error_get_private (error);

  priv->status = status;
  priv->code = g_steal_pointer (&info->code);
  priv->request_id = g_strdup (request_id != NULL ? request_id : info->request_id);
  return error;
}

/**
 * sp_api_error_get_status:
 * @error: (nullable): any error
 *
 * Returns: the HTTP status that @error tells of, 0 for other errors
 */
guint
sp_api_error_get_status (const GError *error)
{
  return error != NULL && error->domain == SP_API_ERROR ? sp_api_error_get_private (error)->status : 0;
}

/**
 * sp_api_error_get_code:
 * @error: (nullable): any error
 *
 * Returns: (nullable): the service's own code for it
 */
const char *
sp_api_error_get_code (const GError *error)
{
  return error != NULL && error->domain == SP_API_ERROR ? sp_api_error_get_private (error)->code : NULL;
}

/**
 * sp_api_error_get_request_id:
 * @error: (nullable): any error
 *
 * Returns: (nullable): what to quote when asking the service's makers
 */
const char *
sp_api_error_get_request_id (const GError *error)
{
  return error != NULL && error->domain == SP_API_ERROR ? sp_api_error_get_private (error)->request_id : NULL;
}

/**
 * sp_api_error_is_unreachable:
 * @error: (nullable): an error of a request
 *
 * Returns: %TRUE when the request cannot have reached the place, so that repeating it is always right
 */
gboolean
sp_api_error_is_unreachable (const GError *error)
{
  static const GIOErrorEnum codes[] = {
    G_IO_ERROR_CONNECTION_REFUSED, G_IO_ERROR_HOST_NOT_FOUND, G_IO_ERROR_HOST_UNREACHABLE,
    G_IO_ERROR_NETWORK_UNREACHABLE, G_IO_ERROR_NOT_FOUND, G_IO_ERROR_PROXY_FAILED,
  };

  if (error == NULL)
    return FALSE;
  if (error->domain == G_RESOLVER_ERROR || g_error_matches (error, SP_API_ERROR, SP_API_ERROR_UNREACHABLE))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_IO_ERROR, codes[i]))
      return TRUE;
  return FALSE;
}
