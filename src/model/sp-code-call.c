/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* One cell: the Python that the agent wrote, how its run went, and what it put out. Lives on the main
 * thread. */

#include "config.h"

#include "model/sp-code-call.h"

#include "base/sp-str.h"

struct _SpCodeCall
{
  SpItem        parent_instance;

  GString      *code;             /* (owned) */
  char         *container_id;     /* (owned) (nullable) */
  GListStore   *outputs;          /* (owned): of SpOutput */
  double        elapsed;
  SpCodeStatus  code_status;
};

G_DEFINE_FINAL_TYPE (SpCodeCall, sp_code_call, SP_TYPE_ITEM)

enum
{
  PROP_0,
  PROP_CODE,
  PROP_CODE_STATUS,
  PROP_CONTAINER_ID,
  PROP_ELAPSED,
  PROP_OUTPUTS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sp_code_call_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SpCodeCall *self = SP_CODE_CALL (object);

  switch (prop_id)
    {
    case PROP_CODE:
      g_value_set_string (value, sp_code_call_get_code (self));
      break;

    case PROP_CODE_STATUS:
      g_value_set_enum (value, sp_code_call_get_code_status (self));
      break;

    case PROP_CONTAINER_ID:
      g_value_set_string (value, sp_code_call_get_container_id (self));
      break;

    case PROP_ELAPSED:
      g_value_set_double (value, sp_code_call_get_elapsed (self));
      break;

    case PROP_OUTPUTS:
      g_value_set_object (value, sp_code_call_get_outputs (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_code_call_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  SpCodeCall *self = SP_CODE_CALL (object);

  switch (prop_id)
    {
    case PROP_CODE:
      sp_code_call_set_code (self, g_value_get_string (value));
      break;

    case PROP_CODE_STATUS:
      sp_code_call_set_code_status (self, g_value_get_enum (value));
      break;

    case PROP_CONTAINER_ID:
      sp_code_call_set_container_id (self, g_value_get_string (value));
      break;

    case PROP_ELAPSED:
      sp_code_call_set_elapsed (self, g_value_get_double (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_code_call_dispose (GObject *object)
{
  SpCodeCall *self = SP_CODE_CALL (object);

  g_clear_object (&self->outputs);

  G_OBJECT_CLASS (sp_code_call_parent_class)->dispose (object);
}

static void
sp_code_call_finalize (GObject *object)
{
  SpCodeCall *self = SP_CODE_CALL (object);

  g_string_free (g_steal_pointer (&self->code), TRUE);
  g_clear_pointer (&self->container_id, g_free);

  G_OBJECT_CLASS (sp_code_call_parent_class)->finalize (object);
}

static void
sp_code_call_class_init (SpCodeCallClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_code_call_dispose;
  object_class->finalize = sp_code_call_finalize;
  object_class->get_property = sp_code_call_get_property;
  object_class->set_property = sp_code_call_set_property;

  properties[PROP_CODE] =
    g_param_spec_string ("code", NULL, NULL, "",
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_CODE_STATUS] =
    g_param_spec_enum ("code-status", NULL, NULL, SP_TYPE_CODE_STATUS, SP_CODE_WRITING,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_CONTAINER_ID] =
    g_param_spec_string ("container-id", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_ELAPSED] =
    g_param_spec_double ("elapsed", NULL, NULL, -1.0, G_MAXDOUBLE, -1.0,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_OUTPUTS] =
    g_param_spec_object ("outputs", NULL, NULL, G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_code_call_init (SpCodeCall *self)
{
  self->code = g_string_new (NULL);
  self->code_status = SP_CODE_WRITING;
  self->elapsed = -1.0;
  self->outputs = g_list_store_new (SP_TYPE_OUTPUT);
}

/**
 * sp_code_call_new:
 *
 * Returns: (transfer full): a call whose code is still to be written
 */
SpCodeCall *
sp_code_call_new (void)
{
  return g_object_new (SP_TYPE_CODE_CALL, NULL);
}

/**
 * sp_code_call_get_code:
 * @self: a #SpCodeCall
 *
 * Returns: (transfer none): Python, foreign text; never %NULL
 */
const char *
sp_code_call_get_code (SpCodeCall *self)
{
  g_return_val_if_fail (SP_IS_CODE_CALL (self), NULL);

  return self->code->str;
}

/**
 * sp_code_call_set_code:
 * @self: a #SpCodeCall
 * @code:: Python, foreign text; never %NULL
 */
void
sp_code_call_set_code (SpCodeCall *self,
                       const char *code)
{
  g_return_if_fail (SP_IS_CODE_CALL (self));

  if (code == NULL)
    code = "";
  if (g_str_equal (self->code->str, code))
    return;

  g_string_assign (self->code, code);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CODE]);
}

/**
 * sp_code_call_append_code:
 * @self: a #SpCodeCall
 * @delta: more of it, as it streams in
 *
 * Costs the length of @delta, not of what is there.
 */
void
sp_code_call_append_code (SpCodeCall *self,
                          const char *delta)
{
  g_return_if_fail (SP_IS_CODE_CALL (self));
  g_return_if_fail (delta != NULL);

  if (*delta == '\0')
    return;

  g_string_append (self->code, delta);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CODE]);
}

/**
 * sp_code_call_get_code_status:
 * @self: a #SpCodeCall
 *
 * Returns: how far it is
 */
SpCodeStatus
sp_code_call_get_code_status (SpCodeCall *self)
{
  g_return_val_if_fail (SP_IS_CODE_CALL (self), SP_CODE_WRITING);

  return self->code_status;
}

/**
 * sp_code_call_set_code_status:
 * @self: a #SpCodeCall
 * @code_status:: how far it is
 */
void
sp_code_call_set_code_status (SpCodeCall   *self,
                              SpCodeStatus  code_status)
{
  g_return_if_fail (SP_IS_CODE_CALL (self));

  if (self->code_status == code_status)
    return;

  self->code_status = code_status;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CODE_STATUS]);
}

/**
 * sp_code_call_get_container_id:
 * @self: a #SpCodeCall
 *
 * Returns: (transfer none) (nullable): the container that ran it
 */
const char *
sp_code_call_get_container_id (SpCodeCall *self)
{
  g_return_val_if_fail (SP_IS_CODE_CALL (self), NULL);

  return self->container_id;
}

/**
 * sp_code_call_set_container_id:
 * @self: a #SpCodeCall
 * @container_id: (nullable): the container that ran it
 */
void
sp_code_call_set_container_id (SpCodeCall *self,
                               const char *container_id)
{
  g_return_if_fail (SP_IS_CODE_CALL (self));

  if (sp_set_str (&self->container_id, container_id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTAINER_ID]);
}

/**
 * sp_code_call_get_elapsed:
 * @self: a #SpCodeCall
 *
 * Returns: wall seconds that the code ran; less than 0 when not known
 */
double
sp_code_call_get_elapsed (SpCodeCall *self)
{
  g_return_val_if_fail (SP_IS_CODE_CALL (self), 0);

  return self->elapsed;
}

/**
 * sp_code_call_set_elapsed:
 * @self: a #SpCodeCall
 * @elapsed:: wall seconds that the code ran; less than 0 when not known
 */
void
sp_code_call_set_elapsed (SpCodeCall *self,
                          double      elapsed)
{
  g_return_if_fail (SP_IS_CODE_CALL (self));

  if (self->elapsed == elapsed)
    return;

  self->elapsed = elapsed;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ELAPSED]);
}

/**
 * sp_code_call_get_outputs:
 * @self: a #SpCodeCall
 *
 * Returns: (transfer none): its #SpOutput objects, in order
 */
GListModel *
sp_code_call_get_outputs (SpCodeCall *self)
{
  g_return_val_if_fail (SP_IS_CODE_CALL (self), NULL);

  return G_LIST_MODEL (self->outputs);
}

/**
 * sp_code_call_add_output:
 * @self: a #SpCodeCall
 * @output: (transfer none): what came out
 */
void
sp_code_call_add_output (SpCodeCall *self,
                         SpOutput   *output)
{
  g_return_if_fail (SP_IS_CODE_CALL (self));
  g_return_if_fail (SP_IS_OUTPUT (output));

  g_list_store_append (self->outputs, output);
}

/**
 * sp_code_call_append_logs:
 * @self: a #SpCodeCall
 * @delta: more of what the code prints
 *
 * Adds @delta to the last output when that is logs, else begins new logs with it.
 */
void
sp_code_call_append_logs (SpCodeCall *self,
                          const char *delta)
{
  guint n_outputs;
  g_autoptr(SpOutput) last = NULL;

  g_return_if_fail (SP_IS_CODE_CALL (self));
  g_return_if_fail (delta != NULL);

  n_outputs = g_list_model_get_n_items (G_LIST_MODEL (self->outputs));
  if (n_outputs > 0)
    last = g_list_model_get_item (G_LIST_MODEL (self->outputs), n_outputs - 1);

  if (last == NULL || sp_output_get_kind (last) != SP_OUTPUT_LOGS)
    {
      g_clear_object (&last);
      last = sp_output_new (SP_OUTPUT_LOGS, "text/plain");
      g_list_store_append (self->outputs, last);
    }

  sp_output_append_text (last, delta);
}

/**
 * sp_code_call_replace_outputs:
 * @self: a #SpCodeCall
 * @outputs: (element-type SpOutput): all that the code put out
 *
 * Puts @outputs in the place of those shown while the code ran, as one change of the list.
 */
void
sp_code_call_replace_outputs (SpCodeCall *self,
                              GPtrArray  *outputs)
{
  g_return_if_fail (SP_IS_CODE_CALL (self));
  g_return_if_fail (outputs != NULL);

  g_list_store_splice (self->outputs, 0, g_list_model_get_n_items (G_LIST_MODEL (self->outputs)),
                       outputs->pdata, outputs->len);
}
