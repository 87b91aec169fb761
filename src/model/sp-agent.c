/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* An agent as it is set up: what the portal's pane shows. Owned by the workspace's list. "dirty" is set by
 * every change of what a version holds, and cleared by whoever saved it. Lives on the main thread. */

#include "config.h"

#include "model/sp-agent.h"

#include "base/sp-str.h"
#include "model/sp-tool.h"

struct _SpAgent
{
  GObject     parent_instance;

  char       *description;      /* (owned) (nullable) */
  char       *instructions;     /* (owned) (nullable) */
  char       *model;            /* (owned) (nullable) */
  char       *name;             /* (owned) */
  GListStore *tools;            /* (owned): of SpTool */
  char       *version;          /* (owned) (nullable) */
  gint64      created;
  double      temperature;
  double      top_p;
  guint       dirty : 1;
};

G_DEFINE_FINAL_TYPE (SpAgent, sp_agent, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_CREATED,
  PROP_DESCRIPTION,
  PROP_DIRTY,
  PROP_INSTRUCTIONS,
  PROP_MODEL,
  PROP_NAME,
  PROP_TEMPERATURE,
  PROP_TOOLS,
  PROP_TOP_P,
  PROP_VERSION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sp_agent_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  SpAgent *self = SP_AGENT (object);

  switch (prop_id)
    {
    case PROP_CREATED:
      g_value_set_int64 (value, sp_agent_get_created (self));
      break;

    case PROP_DESCRIPTION:
      g_value_set_string (value, sp_agent_get_description (self));
      break;

    case PROP_DIRTY:
      g_value_set_boolean (value, sp_agent_get_dirty (self));
      break;

    case PROP_INSTRUCTIONS:
      g_value_set_string (value, sp_agent_get_instructions (self));
      break;

    case PROP_MODEL:
      g_value_set_string (value, sp_agent_get_model (self));
      break;

    case PROP_NAME:
      g_value_set_string (value, sp_agent_get_name (self));
      break;

    case PROP_TEMPERATURE:
      g_value_set_double (value, sp_agent_get_temperature (self));
      break;

    case PROP_TOOLS:
      g_value_set_object (value, sp_agent_get_tools (self));
      break;

    case PROP_TOP_P:
      g_value_set_double (value, sp_agent_get_top_p (self));
      break;

    case PROP_VERSION:
      g_value_set_string (value, sp_agent_get_version (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_agent_set_property (GObject      *object,
                       guint         prop_id,
                       const GValue *value,
                       GParamSpec   *pspec)
{
  SpAgent *self = SP_AGENT (object);

  switch (prop_id)
    {
    case PROP_CREATED:
      sp_agent_set_created (self, g_value_get_int64 (value));
      break;

    case PROP_DESCRIPTION:
      sp_agent_set_description (self, g_value_get_string (value));
      break;

    case PROP_DIRTY:
      sp_agent_set_dirty (self, g_value_get_boolean (value));
      break;

    case PROP_INSTRUCTIONS:
      sp_agent_set_instructions (self, g_value_get_string (value));
      break;

    case PROP_MODEL:
      sp_agent_set_model (self, g_value_get_string (value));
      break;

    case PROP_NAME:
      self->name = g_value_dup_string (value);
      break;

    case PROP_TEMPERATURE:
      sp_agent_set_temperature (self, g_value_get_double (value));
      break;

    case PROP_TOP_P:
      sp_agent_set_top_p (self, g_value_get_double (value));
      break;

    case PROP_VERSION:
      sp_agent_set_version (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_agent_dispose (GObject *object)
{
  SpAgent *self = SP_AGENT (object);

  g_clear_object (&self->tools);

  G_OBJECT_CLASS (sp_agent_parent_class)->dispose (object);
}

static void
sp_agent_finalize (GObject *object)
{
  SpAgent *self = SP_AGENT (object);

  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->instructions, g_free);
  g_clear_pointer (&self->model, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->version, g_free);

  G_OBJECT_CLASS (sp_agent_parent_class)->finalize (object);
}

static void
sp_agent_class_init (SpAgentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_agent_dispose;
  object_class->finalize = sp_agent_finalize;
  object_class->get_property = sp_agent_get_property;
  object_class->set_property = sp_agent_set_property;

  properties[PROP_CREATED] =
    g_param_spec_int64 ("created", NULL, NULL, 0, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_DESCRIPTION] =
    g_param_spec_string ("description", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_DIRTY] =
    g_param_spec_boolean ("dirty", NULL, NULL, FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_INSTRUCTIONS] =
    g_param_spec_string ("instructions", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_MODEL] =
    g_param_spec_string ("model", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  properties[PROP_TEMPERATURE] =
    g_param_spec_double ("temperature", NULL, NULL, -1.0, 2.0, -1.0,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_TOOLS] =
    g_param_spec_object ("tools", NULL, NULL, G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_TOP_P] =
    g_param_spec_double ("top-p", NULL, NULL, -1.0, 1.0, -1.0,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_VERSION] =
    g_param_spec_string ("version", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_agent_init (SpAgent *self)
{
  self->temperature = -1.0;
  self->tools = g_list_store_new (SP_TYPE_TOOL);
  self->top_p = -1.0;
}

/**
 * sp_agent_new:
 * @name: its name
 *
 * Returns: (transfer full): a new #SpAgent
 */
SpAgent *
sp_agent_new (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return g_object_new (SP_TYPE_AGENT, "name", name, NULL);
}

/**
 * sp_agent_get_created:
 * @self: a #SpAgent
 *
 * Returns: Unix seconds, 0 when not known
 */
gint64
sp_agent_get_created (SpAgent *self)
{
  g_return_val_if_fail (SP_IS_AGENT (self), 0);

  return self->created;
}

/**
 * sp_agent_set_created:
 * @self: a #SpAgent
 * @created:: Unix seconds, 0 when not known
 */
void
sp_agent_set_created (SpAgent *self,
                      gint64   created)
{
  g_return_if_fail (SP_IS_AGENT (self));

  if (self->created == created)
    return;

  self->created = created;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CREATED]);
}

/**
 * sp_agent_get_description:
 * @self: a #SpAgent
 *
 * Returns: (transfer none) (nullable): what it is for
 */
const char *
sp_agent_get_description (SpAgent *self)
{
  g_return_val_if_fail (SP_IS_AGENT (self), NULL);

  return self->description;
}

/**
 * sp_agent_set_description:
 * @self: a #SpAgent
 * @description: (nullable): what it is for
 */
void
sp_agent_set_description (SpAgent    *self,
                          const char *description)
{
  g_return_if_fail (SP_IS_AGENT (self));

  if (!sp_set_str (&self->description, description))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCRIPTION]);
  sp_agent_set_dirty (self, TRUE);
}

/**
 * sp_agent_get_dirty:
 * @self: a #SpAgent
 *
 * Returns: whether it was changed since it was saved
 */
gboolean
sp_agent_get_dirty (SpAgent *self)
{
  g_return_val_if_fail (SP_IS_AGENT (self), FALSE);

  return self->dirty;
}

/**
 * sp_agent_set_dirty:
 * @self: a #SpAgent
 * @dirty:: whether it was changed since it was saved
 */
void
sp_agent_set_dirty (SpAgent  *self,
                    gboolean  dirty)
{
  g_return_if_fail (SP_IS_AGENT (self));

  dirty = !!dirty;
  if (self->dirty == dirty)
    return;

  self->dirty = dirty;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DIRTY]);
}

/**
 * sp_agent_get_instructions:
 * @self: a #SpAgent
 *
 * Returns: (transfer none) (nullable): the system text
 */
const char *
sp_agent_get_instructions (SpAgent *self)
{
  g_return_val_if_fail (SP_IS_AGENT (self), NULL);

  return self->instructions;
}

/**
 * sp_agent_set_instructions:
 * @self: a #SpAgent
 * @instructions: (nullable): the system text
 */
void
sp_agent_set_instructions (SpAgent    *self,
                           const char *instructions)
{
  g_return_if_fail (SP_IS_AGENT (self));

  if (!sp_set_str (&self->instructions, instructions))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INSTRUCTIONS]);
  sp_agent_set_dirty (self, TRUE);
}

/**
 * sp_agent_get_model:
 * @self: a #SpAgent
 *
 * Returns: (transfer none) (nullable): the name of the deployment that it runs on
 */
const char *
sp_agent_get_model (SpAgent *self)
{
  g_return_val_if_fail (SP_IS_AGENT (self), NULL);

  return self->model;
}

/**
 * sp_agent_set_model:
 * @self: a #SpAgent
 * @model: (nullable): the name of the deployment that it runs on
 */
void
sp_agent_set_model (SpAgent    *self,
                    const char *model)
{
  g_return_if_fail (SP_IS_AGENT (self));

  if (!sp_set_str (&self->model, model))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEL]);
  sp_agent_set_dirty (self, TRUE);
}

/**
 * sp_agent_get_name:
 * @self: a #SpAgent
 *
 * Returns: (transfer none): its name, which is also its id and cannot be changed
 */
const char *
sp_agent_get_name (SpAgent *self)
{
  g_return_val_if_fail (SP_IS_AGENT (self), NULL);

  return self->name;
}

/**
 * sp_agent_get_temperature:
 * @self: a #SpAgent
 *
 * Returns: 0 to 2; less than 0 for the model's own
 */
double
sp_agent_get_temperature (SpAgent *self)
{
  g_return_val_if_fail (SP_IS_AGENT (self), 0);

  return self->temperature;
}

/**
 * sp_agent_set_temperature:
 * @self: a #SpAgent
 * @temperature:: 0 to 2; less than 0 for the model's own
 */
void
sp_agent_set_temperature (SpAgent *self,
                          double   temperature)
{
  g_return_if_fail (SP_IS_AGENT (self));

  if (self->temperature == temperature)
    return;

  self->temperature = temperature;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEMPERATURE]);
  sp_agent_set_dirty (self, TRUE);
}

/**
 * sp_agent_get_tools:
 * @self: a #SpAgent
 *
 * Returns: (transfer none): its #SpTool objects
 */
GListModel *
sp_agent_get_tools (SpAgent *self)
{
  g_return_val_if_fail (SP_IS_AGENT (self), NULL);

  return G_LIST_MODEL (self->tools);
}

/**
 * sp_agent_get_top_p:
 * @self: a #SpAgent
 *
 * Returns: 0 to 1; less than 0 for the model's own
 */
double
sp_agent_get_top_p (SpAgent *self)
{
  g_return_val_if_fail (SP_IS_AGENT (self), 0);

  return self->top_p;
}

/**
 * sp_agent_set_top_p:
 * @self: a #SpAgent
 * @top_p:: 0 to 1; less than 0 for the model's own
 */
void
sp_agent_set_top_p (SpAgent *self,
                    double   top_p)
{
  g_return_if_fail (SP_IS_AGENT (self));

  if (self->top_p == top_p)
    return;

  self->top_p = top_p;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOP_P]);
  sp_agent_set_dirty (self, TRUE);
}

/**
 * sp_agent_get_version:
 * @self: a #SpAgent
 *
 * Returns: (transfer none) (nullable): the version shown, %NULL until it has been saved
 */
const char *
sp_agent_get_version (SpAgent *self)
{
  g_return_val_if_fail (SP_IS_AGENT (self), NULL);

  return self->version;
}

/**
 * sp_agent_set_version:
 * @self: a #SpAgent
 * @version: (nullable): the version shown, %NULL until it has been saved
 */
void
sp_agent_set_version (SpAgent    *self,
                      const char *version)
{
  g_return_if_fail (SP_IS_AGENT (self));

  if (sp_set_str (&self->version, version))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERSION]);
}

/**
 * sp_agent_add_tool:
 * @self: a #SpAgent
 * @tool: (transfer none): a tool that it may use
 */
void
sp_agent_add_tool (SpAgent *self,
                   SpTool  *tool)
{
  g_return_if_fail (SP_IS_AGENT (self));
  g_return_if_fail (SP_IS_TOOL (tool));

  g_list_store_append (self->tools, tool);
  sp_agent_set_dirty (self, TRUE);
}

/**
 * sp_agent_remove_tool:
 * @self: a #SpAgent
 * @tool: one of its tools; nothing happens when it is not
 */
void
sp_agent_remove_tool (SpAgent *self,
                      SpTool  *tool)
{
  guint position;

  g_return_if_fail (SP_IS_AGENT (self));

  if (!g_list_store_find (self->tools, tool, &position))
    return;

  g_list_store_remove (self->tools, position);
  sp_agent_set_dirty (self, TRUE);
}

/**
 * sp_agent_find_tool:
 * @self: a #SpAgent
 * @type_name: a type on the wire
 *
 * Returns: (transfer none) (nullable): its first tool of that type
 */
SpTool *
sp_agent_find_tool (SpAgent    *self,
                    const char *type_name)
{
  guint n_tools;

  g_return_val_if_fail (SP_IS_AGENT (self), NULL);

  n_tools = g_list_model_get_n_items (G_LIST_MODEL (self->tools));
  for (guint i = 0; i < n_tools; i++)
    {
      g_autoptr(SpTool) tool = g_list_model_get_item (G_LIST_MODEL (self->tools), i);

      /* The list keeps its own reference, which is what the caller borrows. */
      if (g_strcmp0 (sp_tool_get_type_name (tool), type_name) == 0)
        return tool;
    }

  return NULL;
}
