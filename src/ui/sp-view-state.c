/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The state of one window's view: which conversation is open, what the pane shows. Owned by the window, shared by its
 * parts, main thread. The parts change it and watch it; they never call each other. */

#include "config.h"

#include "ui/sp-view-state.h"

#include "base/sp-str.h"
#include "model/sp-output.h"

struct _SpViewState
{
  GObject parent_instance;

  SpWorkspace *workspace;
  SpConversation *conversation;
  SpFile *preview_file;
  SpOutput *preview_output;
  char *pane_page;

  guint show_pane : 1;
  guint show_sidebar : 1;
};

enum
{
  PROP_0,
  PROP_CONVERSATION,
  PROP_PANE_PAGE,
  PROP_PREVIEW_FILE,
  PROP_PREVIEW_OUTPUT,
  PROP_SHOW_PANE,
  PROP_SHOW_SIDEBAR,
  PROP_WORKSPACE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpViewState, sp_view_state, G_TYPE_OBJECT)

static void
sp_view_state_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  SpViewState *self = SP_VIEW_STATE (object);

  switch (prop_id)
    {
    case PROP_CONVERSATION:
      g_value_set_object (value, sp_view_state_get_conversation (self));
      break;
    case PROP_PANE_PAGE:
      g_value_set_string (value, sp_view_state_get_pane_page (self));
      break;
    case PROP_PREVIEW_FILE:
      g_value_set_object (value, sp_view_state_get_preview_file (self));
      break;
    case PROP_PREVIEW_OUTPUT:
      g_value_set_object (value, sp_view_state_get_preview_output (self));
      break;
    case PROP_SHOW_PANE:
      g_value_set_boolean (value, sp_view_state_get_show_pane (self));
      break;
    case PROP_SHOW_SIDEBAR:
      g_value_set_boolean (value, sp_view_state_get_show_sidebar (self));
      break;
    case PROP_WORKSPACE:
      g_value_set_object (value, sp_view_state_get_workspace (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_view_state_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  SpViewState *self = SP_VIEW_STATE (object);

  switch (prop_id)
    {
    case PROP_CONVERSATION:
      sp_view_state_set_conversation (self, g_value_get_object (value));
      break;
    case PROP_PANE_PAGE:
      sp_view_state_set_pane_page (self, g_value_get_string (value));
      break;
    case PROP_SHOW_PANE:
      sp_view_state_set_show_pane (self, g_value_get_boolean (value));
      break;
    case PROP_SHOW_SIDEBAR:
      sp_view_state_set_show_sidebar (self, g_value_get_boolean (value));
      break;
    case PROP_WORKSPACE:
      self->workspace = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_view_state_constructed (GObject *object)
{
  g_assert (SP_IS_WORKSPACE (SP_VIEW_STATE (object)->workspace));

  G_OBJECT_CLASS (sp_view_state_parent_class)->constructed (object);
}

static void
sp_view_state_dispose (GObject *object)
{
  SpViewState *self = SP_VIEW_STATE (object);

  g_clear_object (&self->conversation);
  g_clear_object (&self->preview_file);
  g_clear_object (&self->preview_output);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (sp_view_state_parent_class)->dispose (object);
}

static void
sp_view_state_finalize (GObject *object)
{
  g_clear_pointer (&SP_VIEW_STATE (object)->pane_page, g_free);

  G_OBJECT_CLASS (sp_view_state_parent_class)->finalize (object);
}

static void
sp_view_state_class_init (SpViewStateClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags read_flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = sp_view_state_constructed;
  object_class->dispose = sp_view_state_dispose;
  object_class->finalize = sp_view_state_finalize;
  object_class->get_property = sp_view_state_get_property;
  object_class->set_property = sp_view_state_set_property;

  properties[PROP_CONVERSATION] = g_param_spec_object ("conversation", NULL, NULL, SP_TYPE_CONVERSATION, flags);
  properties[PROP_PANE_PAGE] = g_param_spec_string ("pane-page", NULL, NULL, "files", flags);
  properties[PROP_PREVIEW_FILE] = g_param_spec_object ("preview-file", NULL, NULL, SP_TYPE_FILE, read_flags);
  properties[PROP_PREVIEW_OUTPUT] = g_param_spec_object ("preview-output", NULL, NULL, SP_TYPE_OUTPUT, read_flags);
  properties[PROP_SHOW_PANE] = g_param_spec_boolean ("show-pane", NULL, NULL, FALSE, flags);
  properties[PROP_SHOW_SIDEBAR] = g_param_spec_boolean ("show-sidebar", NULL, NULL, FALSE, flags);
  properties[PROP_WORKSPACE] = g_param_spec_object ("workspace", NULL, NULL, SP_TYPE_WORKSPACE,
                                                    (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                     | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_view_state_init (SpViewState *self)
{
  self->pane_page = g_strdup ("files");
}

/**
 * sp_view_state_new:
 * @workspace: (transfer none): what the window shows
 *
 * Returns: (transfer full): the state of a window that shows nothing yet
 */
SpViewState *
sp_view_state_new (SpWorkspace *workspace)
{
  g_return_val_if_fail (SP_IS_WORKSPACE (workspace), NULL);

  return g_object_new (SP_TYPE_VIEW_STATE, "workspace", workspace, NULL);
}

/**
 * sp_view_state_get_workspace:
 * @self: a view state
 *
 * Returns: (transfer none): the workspace that the window shows
 */
SpWorkspace *
sp_view_state_get_workspace (SpViewState *self)
{
  g_return_val_if_fail (SP_IS_VIEW_STATE (self), NULL);

  return self->workspace;
}

/**
 * sp_view_state_get_conversation:
 * @self: a view state
 *
 * Returns: (transfer none) (nullable): the conversation that is open
 */
SpConversation *
sp_view_state_get_conversation (SpViewState *self)
{
  g_return_val_if_fail (SP_IS_VIEW_STATE (self), NULL);

  return self->conversation;
}

/**
 * sp_view_state_set_conversation:
 * @self: a view state
 * @conversation: (nullable): the conversation to open
 *
 * Opens a conversation. What was previewed belonged to the other one and goes.
 */
void
sp_view_state_set_conversation (SpViewState    *self,
                                SpConversation *conversation)
{
  g_return_if_fail (SP_IS_VIEW_STATE (self));
  g_return_if_fail (conversation == NULL || SP_IS_CONVERSATION (conversation));

  if (!g_set_object (&self->conversation, conversation))
    return;

  if (g_set_object (&self->preview_file, NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PREVIEW_FILE]);
  if (g_set_object (&self->preview_output, NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PREVIEW_OUTPUT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONVERSATION]);
}

/**
 * sp_view_state_get_pane_page:
 * @self: a view state
 *
 * Returns: (transfer none): the name of the page that the pane shows
 */
const char *
sp_view_state_get_pane_page (SpViewState *self)
{
  g_return_val_if_fail (SP_IS_VIEW_STATE (self), NULL);

  return self->pane_page;
}

/**
 * sp_view_state_set_pane_page:
 * @self: a view state
 * @page: the name of a page of the pane
 */
void
sp_view_state_set_pane_page (SpViewState *self,
                             const char  *page)
{
  g_return_if_fail (SP_IS_VIEW_STATE (self));
  g_return_if_fail (page != NULL);

  if (sp_set_str (&self->pane_page, page))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PANE_PAGE]);
}

/**
 * sp_view_state_get_preview_file:
 * @self: a view state
 *
 * Returns: (transfer none) (nullable): the file in the preview
 */
SpFile *
sp_view_state_get_preview_file (SpViewState *self)
{
  g_return_val_if_fail (SP_IS_VIEW_STATE (self), NULL);

  return self->preview_file;
}

/**
 * sp_view_state_get_preview_output:
 * @self: a view state
 *
 * Returns: (transfer none) (nullable): the output of a code call in the preview, if it is not a file
 */
SpOutput *
sp_view_state_get_preview_output (SpViewState *self)
{
  g_return_val_if_fail (SP_IS_VIEW_STATE (self), NULL);

  return self->preview_output;
}

static void
sp_view_state_preview (SpViewState *self,
                       SpFile      *file,
                       SpOutput    *output)
{
  gboolean other_file = g_set_object (&self->preview_file, file);
  gboolean other_output = g_set_object (&self->preview_output, output);

  if (other_file)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PREVIEW_FILE]);
  if (other_output)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PREVIEW_OUTPUT]);

  sp_view_state_set_pane_page (self, "preview");
  sp_view_state_set_show_pane (self, TRUE);
}

/**
 * sp_view_state_preview_file:
 * @self: a view state
 * @file: the file to look at
 *
 * Shows a file in the pane, and the pane.
 */
void
sp_view_state_preview_file (SpViewState *self,
                            SpFile      *file)
{
  g_return_if_fail (SP_IS_VIEW_STATE (self));
  g_return_if_fail (SP_IS_FILE (file));

  sp_view_state_preview (self, file, NULL);
}

/**
 * sp_view_state_preview_output:
 * @self: a view state
 * @output: the output to look at
 *
 * Shows an output of a code call in the pane, and the pane.
 */
void
sp_view_state_preview_output (SpViewState *self,
                              SpOutput    *output)
{
  g_return_if_fail (SP_IS_VIEW_STATE (self));
  g_return_if_fail (SP_IS_OUTPUT (output));

  sp_view_state_preview (self, NULL, output);
}

/**
 * sp_view_state_get_show_pane:
 * @self: a view state
 *
 * Returns: whether the pane is in sight
 */
gboolean
sp_view_state_get_show_pane (SpViewState *self)
{
  g_return_val_if_fail (SP_IS_VIEW_STATE (self), FALSE);

  return self->show_pane;
}

/**
 * sp_view_state_set_show_pane:
 * @self: a view state
 * @show: whether the pane shall be in sight
 */
void
sp_view_state_set_show_pane (SpViewState *self,
                             gboolean     show)
{
  g_return_if_fail (SP_IS_VIEW_STATE (self));

  if (self->show_pane == !!show)
    return;

  self->show_pane = !!show;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_PANE]);
}

/**
 * sp_view_state_get_show_sidebar:
 * @self: a view state
 *
 * Returns: whether the conversations are in sight
 */
gboolean
sp_view_state_get_show_sidebar (SpViewState *self)
{
  g_return_val_if_fail (SP_IS_VIEW_STATE (self), FALSE);

  return self->show_sidebar;
}

/**
 * sp_view_state_set_show_sidebar:
 * @self: a view state
 * @show: whether the conversations shall be in sight
 */
void
sp_view_state_set_show_sidebar (SpViewState *self,
                                gboolean     show)
{
  g_return_if_fail (SP_IS_VIEW_STATE (self));

  if (self->show_sidebar == !!show)
    return;

  self->show_sidebar = !!show;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_SIDEBAR]);
}
