/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* One thing that running code put out. Owned by its #SpCodeCall. All of it comes from a sandbox: whoever
 * shows it treats it as hostile. Lives on the main thread. */

#include "config.h"

#include "model/sp-output.h"

#include "base/sp-str.h"

struct _SpOutput
{
  GObject       parent_instance;

  GBytes       *bytes;            /* (owned) (nullable) */
  char         *mime_type;        /* (owned) (nullable) */
  GString      *text;             /* (owned) */
  char         *url;              /* (owned) (nullable) */
  SpOutputKind  kind;
};

G_DEFINE_FINAL_TYPE (SpOutput, sp_output, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_BYTES,
  PROP_KIND,
  PROP_MIME_TYPE,
  PROP_TEXT,
  PROP_URL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sp_output_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  SpOutput *self = SP_OUTPUT (object);

  switch (prop_id)
    {
    case PROP_BYTES:
      g_value_set_boxed (value, sp_output_get_bytes (self));
      break;

    case PROP_KIND:
      g_value_set_enum (value, sp_output_get_kind (self));
      break;

    case PROP_MIME_TYPE:
      g_value_set_string (value, sp_output_get_mime_type (self));
      break;

    case PROP_TEXT:
      g_value_set_string (value, sp_output_get_text (self));
      break;

    case PROP_URL:
      g_value_set_string (value, sp_output_get_url (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_output_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  SpOutput *self = SP_OUTPUT (object);

  switch (prop_id)
    {
    case PROP_KIND:
      self->kind = g_value_get_enum (value);
      break;

    case PROP_MIME_TYPE:
      self->mime_type = g_value_dup_string (value);
      break;

    case PROP_TEXT:
      sp_output_set_text (self, g_value_get_string (value));
      break;

    case PROP_URL:
      sp_output_set_url (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_output_finalize (GObject *object)
{
  SpOutput *self = SP_OUTPUT (object);

  g_string_free (g_steal_pointer (&self->text), TRUE);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->mime_type, g_free);
  g_clear_pointer (&self->url, g_free);

  G_OBJECT_CLASS (sp_output_parent_class)->finalize (object);
}

static void
sp_output_class_init (SpOutputClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_output_finalize;
  object_class->get_property = sp_output_get_property;
  object_class->set_property = sp_output_set_property;

  properties[PROP_BYTES] =
    g_param_spec_boxed ("bytes", NULL, NULL, G_TYPE_BYTES,
                        (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, SP_TYPE_OUTPUT_KIND, SP_OUTPUT_LOGS,
                       (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  properties[PROP_MIME_TYPE] =
    g_param_spec_string ("mime-type", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, "",
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_URL] =
    g_param_spec_string ("url", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_output_init (SpOutput *self)
{
  self->text = g_string_new (NULL);
}

/**
 * sp_output_new:
 * @kind: what kind of thing it is
 * @mime_type: (nullable): its type
 *
 * Returns: (transfer full): a new, empty #SpOutput
 */
SpOutput *
sp_output_new (SpOutputKind  kind,
               const char   *mime_type)
{
  return g_object_new (SP_TYPE_OUTPUT, "kind", kind, "mime-type", mime_type, NULL);
}

/**
 * sp_output_get_bytes:
 * @self: a #SpOutput
 *
 * Returns: (transfer none) (nullable): the encoded bytes of an image
 */
GBytes *
sp_output_get_bytes (SpOutput *self)
{
  g_return_val_if_fail (SP_IS_OUTPUT (self), NULL);

  return self->bytes;
}

/**
 * sp_output_get_kind:
 * @self: a #SpOutput
 *
 * Returns: what kind of thing it is
 */
SpOutputKind
sp_output_get_kind (SpOutput *self)
{
  g_return_val_if_fail (SP_IS_OUTPUT (self), SP_OUTPUT_LOGS);

  return self->kind;
}

/**
 * sp_output_get_mime_type:
 * @self: a #SpOutput
 *
 * Returns: (transfer none) (nullable): its type, such as "text/plain" or "image/png"
 */
const char *
sp_output_get_mime_type (SpOutput *self)
{
  g_return_val_if_fail (SP_IS_OUTPUT (self), NULL);

  return self->mime_type;
}

/**
 * sp_output_get_text:
 * @self: a #SpOutput
 *
 * Returns: (transfer none): the text of logs, or of another kind that is text; never %NULL
 */
const char *
sp_output_get_text (SpOutput *self)
{
  g_return_val_if_fail (SP_IS_OUTPUT (self), NULL);

  return self->text->str;
}

/**
 * sp_output_set_text:
 * @self: a #SpOutput
 * @text:: the text of logs, or of another kind that is text; never %NULL
 */
void
sp_output_set_text (SpOutput   *self,
                    const char *text)
{
  g_return_if_fail (SP_IS_OUTPUT (self));

  if (text == NULL)
    text = "";
  if (g_str_equal (self->text->str, text))
    return;

  g_string_assign (self->text, text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * sp_output_append_text:
 * @self: a #SpOutput
 * @delta: more of it, as it streams in
 *
 * Costs the length of @delta, not of what is there.
 */
void
sp_output_append_text (SpOutput   *self,
                       const char *delta)
{
  g_return_if_fail (SP_IS_OUTPUT (self));
  g_return_if_fail (delta != NULL);

  if (*delta == '\0')
    return;

  g_string_append (self->text, delta);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * sp_output_get_url:
 * @self: a #SpOutput
 *
 * Returns: (transfer none) (nullable): where an image can be had when its bytes are not here
 */
const char *
sp_output_get_url (SpOutput *self)
{
  g_return_val_if_fail (SP_IS_OUTPUT (self), NULL);

  return self->url;
}

/**
 * sp_output_set_url:
 * @self: a #SpOutput
 * @url: (nullable): where an image can be had when its bytes are not here
 */
void
sp_output_set_url (SpOutput   *self,
                   const char *url)
{
  g_return_if_fail (SP_IS_OUTPUT (self));

  if (sp_set_str (&self->url, url))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_URL]);
}

/**
 * sp_output_set_bytes:
 * @self: a #SpOutput
 * @bytes: (nullable): the encoded bytes of an image
 */
void
sp_output_set_bytes (SpOutput *self,
                     GBytes   *bytes)
{
  g_return_if_fail (SP_IS_OUTPUT (self));

  if (self->bytes == bytes)
    return;

  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BYTES]);
}
