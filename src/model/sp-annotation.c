/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A mark on a stretch of a message's text: a cited file or address. Immutable; owned by its message. The
 * API counts Unicode code points, start included, end excluded (foundry-v2.md 5.6); so do we. */

#include "config.h"

#include "model/sp-annotation.h"

#include "model/sp-file.h"

struct _SpAnnotation
{
  GObject  parent_instance;

  SpFile  *file;             /* (owned) (nullable) */
  char    *type_name;        /* (owned) */
  char    *url;              /* (owned) (nullable) */
  guint    end;
  guint    start;
};

G_DEFINE_FINAL_TYPE (SpAnnotation, sp_annotation, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_END,
  PROP_FILE,
  PROP_START,
  PROP_TYPE_NAME,
  PROP_URL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sp_annotation_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  SpAnnotation *self = SP_ANNOTATION (object);

  switch (prop_id)
    {
    case PROP_END:
      g_value_set_uint (value, sp_annotation_get_end (self));
      break;

    case PROP_FILE:
      g_value_set_object (value, sp_annotation_get_file (self));
      break;

    case PROP_START:
      g_value_set_uint (value, sp_annotation_get_start (self));
      break;

    case PROP_TYPE_NAME:
      g_value_set_string (value, sp_annotation_get_type_name (self));
      break;

    case PROP_URL:
      g_value_set_string (value, sp_annotation_get_url (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_annotation_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  SpAnnotation *self = SP_ANNOTATION (object);

  switch (prop_id)
    {
    case PROP_END:
      self->end = g_value_get_uint (value);
      break;

    case PROP_FILE:
      self->file = g_value_dup_object (value);
      break;

    case PROP_START:
      self->start = g_value_get_uint (value);
      break;

    case PROP_TYPE_NAME:
      self->type_name = g_value_dup_string (value);
      break;

    case PROP_URL:
      self->url = g_value_dup_string (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_annotation_dispose (GObject *object)
{
  SpAnnotation *self = SP_ANNOTATION (object);

  g_clear_object (&self->file);

  G_OBJECT_CLASS (sp_annotation_parent_class)->dispose (object);
}

static void
sp_annotation_finalize (GObject *object)
{
  SpAnnotation *self = SP_ANNOTATION (object);

  g_clear_pointer (&self->type_name, g_free);
  g_clear_pointer (&self->url, g_free);

  G_OBJECT_CLASS (sp_annotation_parent_class)->finalize (object);
}

static void
sp_annotation_class_init (SpAnnotationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_annotation_dispose;
  object_class->finalize = sp_annotation_finalize;
  object_class->get_property = sp_annotation_get_property;
  object_class->set_property = sp_annotation_set_property;

  properties[PROP_END] =
    g_param_spec_uint ("end", NULL, NULL, 0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  properties[PROP_FILE] =
    g_param_spec_object ("file", NULL, NULL, SP_TYPE_FILE,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  properties[PROP_START] =
    g_param_spec_uint ("start", NULL, NULL, 0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  properties[PROP_TYPE_NAME] =
    g_param_spec_string ("type-name", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  properties[PROP_URL] =
    g_param_spec_string ("url", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_annotation_init (SpAnnotation *self)
{
}

/**
 * sp_annotation_new:
 * @type_name: the type on the wire
 * @start: the first code point of the stretch
 * @end: the code point after the stretch
 * @file: (nullable): the file cited
 * @url: (nullable): the address cited
 *
 * Returns: (transfer full): a new #SpAnnotation
 */
SpAnnotation *
sp_annotation_new (const char *type_name,
                   guint       start,
                   guint       end,
                   SpFile     *file,
                   const char *url)
{
  g_return_val_if_fail (type_name != NULL, NULL);
  g_return_val_if_fail (file == NULL || SP_IS_FILE (file), NULL);

  return g_object_new (SP_TYPE_ANNOTATION,
                       "type-name", type_name,
                       "start", start,
                       "end", end,
                       "file", file,
                       "url", url,
                       NULL);
}

/**
 * sp_annotation_get_end:
 * @self: a #SpAnnotation
 *
 * Returns: the code point after the stretch
 */
guint
sp_annotation_get_end (SpAnnotation *self)
{
  g_return_val_if_fail (SP_IS_ANNOTATION (self), 0);

  return self->end;
}

/**
 * sp_annotation_get_file:
 * @self: a #SpAnnotation
 *
 * Returns: (transfer none) (nullable): the file cited
 */
SpFile *
sp_annotation_get_file (SpAnnotation *self)
{
  g_return_val_if_fail (SP_IS_ANNOTATION (self), NULL);

  return self->file;
}

/**
 * sp_annotation_get_start:
 * @self: a #SpAnnotation
 *
 * Returns: the first code point of the stretch
 */
guint
sp_annotation_get_start (SpAnnotation *self)
{
  g_return_val_if_fail (SP_IS_ANNOTATION (self), 0);

  return self->start;
}

/**
 * sp_annotation_get_type_name:
 * @self: a #SpAnnotation
 *
 * Returns: (transfer none): the type on the wire, such as "container_file_citation"
 */
const char *
sp_annotation_get_type_name (SpAnnotation *self)
{
  g_return_val_if_fail (SP_IS_ANNOTATION (self), NULL);

  return self->type_name;
}

/**
 * sp_annotation_get_url:
 * @self: a #SpAnnotation
 *
 * Returns: (transfer none) (nullable): the address cited
 */
const char *
sp_annotation_get_url (SpAnnotation *self)
{
  g_return_val_if_fail (SP_IS_ANNOTATION (self), NULL);

  return self->url;
}
