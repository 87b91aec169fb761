/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* One response (a run, in the older API) of an agent: uploading → queued → running → one of the four ends.
 * Owned by its conversation. An ended turn never changes its status again, so late events of a cancelled
 * stream are harmless. Lives on the main thread. */

#include "config.h"

#include "model/sp-turn.h"

#include "base/sp-str.h"

struct _SpTurn
{
  GObject       parent_instance;

  char         *error_code;       /* (owned) (nullable) */
  char         *error_message;    /* (owned) (nullable) */
  char         *id;               /* (owned) (nullable) */
  gint64        input_tokens;
  gint64        output_tokens;
  gint64        sequence;
  gint64        started;
  SpTurnStatus  status;
};

G_DEFINE_FINAL_TYPE (SpTurn, sp_turn, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ACTIVE,
  PROP_ERROR_CODE,
  PROP_ERROR_MESSAGE,
  PROP_ID,
  PROP_INPUT_TOKENS,
  PROP_OUTPUT_TOKENS,
  PROP_SEQUENCE,
  PROP_STARTED,
  PROP_STATUS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sp_turn_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  SpTurn *self = SP_TURN (object);

  switch (prop_id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, sp_turn_is_active (self));
      break;

    case PROP_ERROR_CODE:
      g_value_set_string (value, sp_turn_get_error_code (self));
      break;

    case PROP_ERROR_MESSAGE:
      g_value_set_string (value, sp_turn_get_error_message (self));
      break;

    case PROP_ID:
      g_value_set_string (value, sp_turn_get_id (self));
      break;

    case PROP_INPUT_TOKENS:
      g_value_set_int64 (value, sp_turn_get_input_tokens (self));
      break;

    case PROP_OUTPUT_TOKENS:
      g_value_set_int64 (value, sp_turn_get_output_tokens (self));
      break;

    case PROP_SEQUENCE:
      g_value_set_int64 (value, sp_turn_get_sequence (self));
      break;

    case PROP_STARTED:
      g_value_set_int64 (value, sp_turn_get_started (self));
      break;

    case PROP_STATUS:
      g_value_set_enum (value, sp_turn_get_status (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_turn_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  SpTurn *self = SP_TURN (object);

  switch (prop_id)
    {
    case PROP_ID:
      sp_turn_set_id (self, g_value_get_string (value));
      break;

    case PROP_SEQUENCE:
      sp_turn_set_sequence (self, g_value_get_int64 (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_turn_finalize (GObject *object)
{
  SpTurn *self = SP_TURN (object);

  g_clear_pointer (&self->error_code, g_free);
  g_clear_pointer (&self->error_message, g_free);
  g_clear_pointer (&self->id, g_free);

  G_OBJECT_CLASS (sp_turn_parent_class)->finalize (object);
}

static void
sp_turn_class_init (SpTurnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_turn_finalize;
  object_class->get_property = sp_turn_get_property;
  object_class->set_property = sp_turn_set_property;

  properties[PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL, FALSE,
                          (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_ERROR_CODE] =
    g_param_spec_string ("error-code", NULL, NULL, NULL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_ERROR_MESSAGE] =
    g_param_spec_string ("error-message", NULL, NULL, NULL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_INPUT_TOKENS] =
    g_param_spec_int64 ("input-tokens", NULL, NULL, 0, G_MAXINT64, 0,
                        (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_OUTPUT_TOKENS] =
    g_param_spec_int64 ("output-tokens", NULL, NULL, 0, G_MAXINT64, 0,
                        (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_SEQUENCE] =
    g_param_spec_int64 ("sequence", NULL, NULL, -1, G_MAXINT64, -1,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_STARTED] =
    g_param_spec_int64 ("started", NULL, NULL, 0, G_MAXINT64, 0,
                        (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_STATUS] =
    g_param_spec_enum ("status", NULL, NULL, SP_TYPE_TURN_STATUS, SP_TURN_UPLOADING,
                       (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_turn_init (SpTurn *self)
{
  self->sequence = -1;
  self->status = SP_TURN_UPLOADING;
  self->started = g_get_real_time () / G_USEC_PER_SEC;
}

/**
 * sp_turn_new:
 *
 * Returns: (transfer full): a turn that starts now
 */
SpTurn *
sp_turn_new (void)
{
  return g_object_new (SP_TYPE_TURN, NULL);
}

/**
 * sp_turn_get_error_code:
 * @self: a #SpTurn
 *
 * Returns: (transfer none) (nullable): the service's word for what went wrong
 */
const char *
sp_turn_get_error_code (SpTurn *self)
{
  g_return_val_if_fail (SP_IS_TURN (self), NULL);

  return self->error_code;
}

/**
 * sp_turn_get_error_message:
 * @self: a #SpTurn
 *
 * Returns: (transfer none) (nullable): what went wrong, in words for people
 */
const char *
sp_turn_get_error_message (SpTurn *self)
{
  g_return_val_if_fail (SP_IS_TURN (self), NULL);

  return self->error_message;
}

/**
 * sp_turn_get_id:
 * @self: a #SpTurn
 *
 * Returns: (transfer none) (nullable): the id of the response, %NULL until the service has named it
 */
const char *
sp_turn_get_id (SpTurn *self)
{
  g_return_val_if_fail (SP_IS_TURN (self), NULL);

  return self->id;
}

/**
 * sp_turn_set_id:
 * @self: a #SpTurn
 * @id: (nullable): the id of the response, %NULL until the service has named it
 */
void
sp_turn_set_id (SpTurn     *self,
                const char *id)
{
  g_return_if_fail (SP_IS_TURN (self));

  if (sp_set_str (&self->id, id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
}

/**
 * sp_turn_get_input_tokens:
 * @self: a #SpTurn
 *
 * Returns: tokens that the model read
 */
gint64
sp_turn_get_input_tokens (SpTurn *self)
{
  g_return_val_if_fail (SP_IS_TURN (self), 0);

  return self->input_tokens;
}

/**
 * sp_turn_get_output_tokens:
 * @self: a #SpTurn
 *
 * Returns: tokens that the model wrote
 */
gint64
sp_turn_get_output_tokens (SpTurn *self)
{
  g_return_val_if_fail (SP_IS_TURN (self), 0);

  return self->output_tokens;
}

/**
 * sp_turn_get_sequence:
 * @self: a #SpTurn
 *
 * Returns: the last sequence number seen in its stream, or -1
 */
gint64
sp_turn_get_sequence (SpTurn *self)
{
  g_return_val_if_fail (SP_IS_TURN (self), 0);

  return self->sequence;
}

/**
 * sp_turn_set_sequence:
 * @self: a #SpTurn
 * @sequence:: the last sequence number seen in its stream, or -1
 */
void
sp_turn_set_sequence (SpTurn *self,
                      gint64  sequence)
{
  g_return_if_fail (SP_IS_TURN (self));

  if (self->sequence == sequence)
    return;

  self->sequence = sequence;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEQUENCE]);
}

/**
 * sp_turn_get_started:
 * @self: a #SpTurn
 *
 * Returns: Unix seconds
 */
gint64
sp_turn_get_started (SpTurn *self)
{
  g_return_val_if_fail (SP_IS_TURN (self), 0);

  return self->started;
}

/**
 * sp_turn_get_status:
 * @self: a #SpTurn
 *
 * Returns: how far it is
 */
SpTurnStatus
sp_turn_get_status (SpTurn *self)
{
  g_return_val_if_fail (SP_IS_TURN (self), SP_TURN_UPLOADING);

  return self->status;
}

/**
 * sp_turn_is_active:
 * @self: a #SpTurn
 *
 * Returns: whether it has not ended
 */
gboolean
sp_turn_is_active (SpTurn *self)
{
  g_return_val_if_fail (SP_IS_TURN (self), FALSE);

  return self->status <= SP_TURN_RUNNING;
}

/**
 * sp_turn_set_status:
 * @self: a #SpTurn
 * @status: how far it is now
 *
 * Returns: %FALSE, and nothing changes, when the turn has ended before
 */
gboolean
sp_turn_set_status (SpTurn       *self,
                    SpTurnStatus  status)
{
  g_return_val_if_fail (SP_IS_TURN (self), FALSE);

  if (!sp_turn_is_active (self))
    return FALSE;
  if (self->status == status)
    return TRUE;

  self->status = status;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
  if (!sp_turn_is_active (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);

  return TRUE;
}

/**
 * sp_turn_fail:
 * @self: a #SpTurn
 * @code: (nullable): the service's word for what went wrong
 * @message: what went wrong, in words for people
 *
 * Ends the turn as failed, unless it has ended before. The error is set before the status changes, so that whoever
 * hears of the change finds it.
 */
void
sp_turn_fail (SpTurn     *self,
              const char *code,
              const char *message)
{
  g_return_if_fail (SP_IS_TURN (self));
  g_return_if_fail (message != NULL);

  if (!sp_turn_is_active (self))
    return;

  if (sp_set_str (&self->error_code, code))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_CODE]);
  if (sp_set_str (&self->error_message, message))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_MESSAGE]);
  sp_turn_set_status (self, SP_TURN_FAILED);
}

/**
 * sp_turn_set_usage:
 * @self: a #SpTurn
 * @input_tokens: tokens that the model read
 * @output_tokens: tokens that the model wrote
 */
void
sp_turn_set_usage (SpTurn *self,
                   gint64  input_tokens,
                   gint64  output_tokens)
{
  g_return_if_fail (SP_IS_TURN (self));

  input_tokens = MAX (input_tokens, 0);
  output_tokens = MAX (output_tokens, 0);

  if (self->input_tokens != input_tokens)
    {
      self->input_tokens = input_tokens;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INPUT_TOKENS]);
    }
  if (self->output_tokens != output_tokens)
    {
      self->output_tokens = output_tokens;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OUTPUT_TOKENS]);
    }
}
