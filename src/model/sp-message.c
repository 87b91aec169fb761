/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What a person or the agent said: Markdown text with its citations and the files that it brought. Lives
 * on the main thread. */

#include "config.h"

#include "model/sp-message.h"

#include "model/sp-annotation.h"
#include "model/sp-file.h"

struct _SpMessage
{
  SpItem      parent_instance;

  GListStore *annotations;      /* (owned): of SpAnnotation */
  GListStore *attachments;      /* (owned): of SpFile */
  GListStore *files;            /* (owned): of SpFile */
  GString    *text;             /* (owned) */
  SpRole      role;
};

G_DEFINE_FINAL_TYPE (SpMessage, sp_message, SP_TYPE_ITEM)

enum
{
  PROP_0,
  PROP_ANNOTATIONS,
  PROP_ATTACHMENTS,
  PROP_FILES,
  PROP_ROLE,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sp_message_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  SpMessage *self = SP_MESSAGE (object);

  switch (prop_id)
    {
    case PROP_ANNOTATIONS:
      g_value_set_object (value, sp_message_get_annotations (self));
      break;

    case PROP_ATTACHMENTS:
      g_value_set_object (value, sp_message_get_attachments (self));
      break;

    case PROP_FILES:
      g_value_set_object (value, sp_message_get_files (self));
      break;

    case PROP_ROLE:
      g_value_set_enum (value, sp_message_get_role (self));
      break;

    case PROP_TEXT:
      g_value_set_string (value, sp_message_get_text (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_message_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  SpMessage *self = SP_MESSAGE (object);

  switch (prop_id)
    {
    case PROP_ROLE:
      self->role = g_value_get_enum (value);
      break;

    case PROP_TEXT:
      sp_message_set_text (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_message_dispose (GObject *object)
{
  SpMessage *self = SP_MESSAGE (object);

  g_clear_object (&self->annotations);
  g_clear_object (&self->attachments);
  g_clear_object (&self->files);

  G_OBJECT_CLASS (sp_message_parent_class)->dispose (object);
}

static void
sp_message_finalize (GObject *object)
{
  SpMessage *self = SP_MESSAGE (object);

  g_string_free (g_steal_pointer (&self->text), TRUE);

  G_OBJECT_CLASS (sp_message_parent_class)->finalize (object);
}

static void
sp_message_class_init (SpMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_message_dispose;
  object_class->finalize = sp_message_finalize;
  object_class->get_property = sp_message_get_property;
  object_class->set_property = sp_message_set_property;

  properties[PROP_ANNOTATIONS] =
    g_param_spec_object ("annotations", NULL, NULL, G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_ATTACHMENTS] =
    g_param_spec_object ("attachments", NULL, NULL, G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_FILES] =
    g_param_spec_object ("files", NULL, NULL, G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_ROLE] =
    g_param_spec_enum ("role", NULL, NULL, SP_TYPE_ROLE, SP_ROLE_USER,
                       (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, "",
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_message_init (SpMessage *self)
{
  self->annotations = g_list_store_new (SP_TYPE_ANNOTATION);
  self->attachments = g_list_store_new (SP_TYPE_FILE);
  self->files = g_list_store_new (SP_TYPE_FILE);
  self->text = g_string_new (NULL);
}

/**
 * sp_message_new:
 * @role: who speaks
 * @text: (nullable): Markdown
 *
 * Returns: (transfer full): a new #SpMessage
 */
SpMessage *
sp_message_new (SpRole      role,
                const char *text)
{
  return g_object_new (SP_TYPE_MESSAGE, "role", role, "text", text, NULL);
}

/**
 * sp_message_get_annotations:
 * @self: a #SpMessage
 *
 * Returns: (transfer none): its #SpAnnotation objects
 */
GListModel *
sp_message_get_annotations (SpMessage *self)
{
  g_return_val_if_fail (SP_IS_MESSAGE (self), NULL);

  return G_LIST_MODEL (self->annotations);
}

/**
 * sp_message_get_attachments:
 * @self: a #SpMessage
 *
 * Returns: (transfer none): the #SpFile objects that it brought
 */
GListModel *
sp_message_get_attachments (SpMessage *self)
{
  g_return_val_if_fail (SP_IS_MESSAGE (self), NULL);

  return G_LIST_MODEL (self->attachments);
}

/**
 * sp_message_get_files:
 * @self: a #SpMessage
 *
 * Returns: (transfer none): the #SpFile objects that it cites, each once, in the order of first citation
 */
GListModel *
sp_message_get_files (SpMessage *self)
{
  g_return_val_if_fail (SP_IS_MESSAGE (self), NULL);

  return G_LIST_MODEL (self->files);
}

/**
 * sp_message_get_role:
 * @self: a #SpMessage
 *
 * Returns: who speaks
 */
SpRole
sp_message_get_role (SpMessage *self)
{
  g_return_val_if_fail (SP_IS_MESSAGE (self), SP_ROLE_USER);

  return self->role;
}

/**
 * sp_message_get_text:
 * @self: a #SpMessage
 *
 * Returns: (transfer none): Markdown, foreign text; never %NULL
 */
const char *
sp_message_get_text (SpMessage *self)
{
  g_return_val_if_fail (SP_IS_MESSAGE (self), NULL);

  return self->text->str;
}

/**
 * sp_message_set_text:
 * @self: a #SpMessage
 * @text:: Markdown, foreign text; never %NULL
 */
void
sp_message_set_text (SpMessage  *self,
                     const char *text)
{
  g_return_if_fail (SP_IS_MESSAGE (self));

  if (text == NULL)
    text = "";
  if (g_str_equal (self->text->str, text))
    return;

  g_string_assign (self->text, text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * sp_message_append_text:
 * @self: a #SpMessage
 * @delta: more of it, as it streams in
 *
 * Costs the length of @delta, not of what is there.
 */
void
sp_message_append_text (SpMessage  *self,
                        const char *delta)
{
  g_return_if_fail (SP_IS_MESSAGE (self));
  g_return_if_fail (delta != NULL);

  if (*delta == '\0')
    return;

  g_string_append (self->text, delta);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * sp_message_add_annotation:
 * @self: a #SpMessage
 * @annotation: (transfer none): a mark on its text
 *
 * Adds @annotation, and the file that it cites to the message's files unless it is there.
 */
void
sp_message_add_annotation (SpMessage    *self,
                           SpAnnotation *annotation)
{
  SpFile *file;

  g_return_if_fail (SP_IS_MESSAGE (self));
  g_return_if_fail (SP_IS_ANNOTATION (annotation));

  g_list_store_append (self->annotations, annotation);

  file = sp_annotation_get_file (annotation);
  if (file != NULL && !g_list_store_find (self->files, file, NULL))
    g_list_store_append (self->files, file);
}

/**
 * sp_message_add_attachment:
 * @self: a #SpMessage
 * @file: (transfer none): a file that comes with it
 */
void
sp_message_add_attachment (SpMessage *self,
                           SpFile    *file)
{
  g_return_if_fail (SP_IS_MESSAGE (self));
  g_return_if_fail (SP_IS_FILE (file));

  g_list_store_append (self->attachments, file);
}
