"""What the event log is read by. Built beside writers, as millions of events may be there and posts must not wait."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('accounts', '0007_an_administrator_stays'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='event',
            index=models.Index(fields=['-at', '-id'], name='event_at'),
        ),
        AddIndexConcurrently(
            model_name='event',
            index=models.Index(condition=models.Q(('by__isnull', False)), fields=['by', '-at', '-id'], name='event_by'),
        ),
        AddIndexConcurrently(
            model_name='event',
            index=models.Index(fields=['what', '-at', '-id'], name='event_what'),
        ),
        AddIndexConcurrently(
            model_name='event',
            index=models.Index(fields=['market', '-at', '-id'], name='event_market'),
        ),
        migrations.AlterField(
            model_name='event',
            name='by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='event',
            name='market',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.market'),
        ),
    ]
