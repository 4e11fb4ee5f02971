"""How long a network asked to be left alone, apart from its failures; and what looks read deletions and changes by.

Beside writers, as posts must not wait.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('publisher', '0008_corrections'),
    ]

    operations = [
        migrations.AddField(
            model_name='hold',
            name='asked_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        AddIndexConcurrently(
            model_name='correction',
            index=models.Index(condition=models.Q(('state__in', ['preparing', 'sending'])), fields=['lease_until'], name='correction_leased'),
        ),
        AddIndexConcurrently(
            model_name='correction',
            index=models.Index(condition=models.Q(('lease_until', None), ('state__in', ['queued', 'ready'])), fields=['closes_at'], name='correction_closing'),
        ),
        AddIndexConcurrently(
            model_name='removal',
            index=models.Index(condition=models.Q(('state__in', ['preparing', 'sending'])), fields=['lease_until'], name='removal_leased'),
        ),
        AddIndexConcurrently(
            model_name='removal',
            index=models.Index(condition=models.Q(('lease_until', None), ('state__in', ['queued', 'ready'])), fields=['closes_at'], name='removal_closing'),
        ),
    ]
