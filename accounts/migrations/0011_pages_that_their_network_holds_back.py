from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_guides_left'),
    ]

    operations = [
        migrations.AlterField(
            model_name='page',
            name='health',
            field=models.CharField(choices=[('connected', 'connected'), ('reconnect', 'needs reconnecting'), ('blocked', 'held back by its network'), ('unconnected', 'not connected yet')], default='unconnected', max_length=20),
        ),
    ]
