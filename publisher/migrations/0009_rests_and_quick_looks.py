"""How long a network asked to be left alone, apart from its failures."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publisher', '0008_corrections'),
    ]

    operations = [
        migrations.AddField(
            model_name='hold',
            name='asked_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
