import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_webhooks'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='guides_left',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, editable=False, size=None),
        ),
    ]
