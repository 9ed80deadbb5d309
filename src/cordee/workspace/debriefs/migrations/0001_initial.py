

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('rituals', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Debrief',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deal_id', models.BigIntegerField()),
                ('records', models.JSONField(default=list)),
                ('outcome', models.CharField(choices=[('won', 'Won'), ('lost', 'Lost'), ('silent', 'Silent')], max_length=6)),
                ('name', models.CharField(max_length=200)),
                ('account', models.CharField(blank=True, max_length=200)),
                ('account_id', models.BigIntegerField(null=True)),
                ('amount', models.FloatField(null=True)),
                ('currency', models.CharField(max_length=3)),
                ('happened_on', models.DateField()),
                ('segment', models.CharField(blank=True, max_length=20)),
                ('channel', models.CharField(blank=True, max_length=60)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('lessons', models.TextField(blank=True, verbose_name='What we learn')),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rituals.decision')),
                ('marketing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sales', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-happened_on', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('marketing', 'Marketing'), ('sales', 'Sales')], max_length=12)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seconds', models.PositiveIntegerField(null=True)),
                ('kind', models.CharField(choices=[('won', 'They chose us'), ('competitor', 'They chose a competitor'), ('no_decision', 'They decided nothing'), ('own_way', 'They do it by themselves'), ('no_fit', 'It was not for them'), ('unknown', 'I do not know')], max_length=12, verbose_name='How it ended')),
                ('marketing_well', models.CharField(blank=True, max_length=300, verbose_name='Marketing did well')),
                ('marketing_missed', models.CharField(blank=True, max_length=300, verbose_name='Marketing missed')),
                ('sales_well', models.CharField(blank=True, max_length=300, verbose_name='Sales did well')),
                ('sales_missed', models.CharField(blank=True, max_length=300, verbose_name='Sales missed')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('debrief', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='debriefs.debrief')),
            ],
            options={
                'ordering': ('side',),
            },
        ),
        migrations.CreateModel(
            name='Driver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(choices=[('fit', 'What the product does'), ('price', 'Price'), ('timing', 'Their moment and their process'), ('champion', 'Our contact’s weight in the house'), ('competition', 'The competitor'), ('proof', 'Our proofs: cases, references, demonstration'), ('follow_up', 'How fast and how well we followed up')], max_length=12)),
                ('part', models.CharField(choices=[('helped', 'helped'), ('hurt', 'hurt'), ('none', 'no part')], max_length=6)),
                ('evidence', models.CharField(blank=True, max_length=400)),
                ('knot', models.CharField(blank=True, max_length=200)),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drivers', to='debriefs.answer')),
            ],
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('least_amount', models.FloatField(default=15000, verbose_name='From this amount')),
                ('silent_days', models.PositiveSmallIntegerField(default=30, verbose_name='Silent for so many days')),
                ('set_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-set_at', '-pk'),
            },
        ),
        migrations.AddConstraint(
            model_name='debrief',
            constraint=models.UniqueConstraint(fields=('deal_id', 'outcome'), name='one_debrief_of_an_outcome'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('debrief', 'side'), name='one_answer_of_a_side'),
        ),
        migrations.AddConstraint(
            model_name='driver',
            constraint=models.UniqueConstraint(fields=('answer', 'key'), name='one_judgement_of_a_driver'),
        ),
        migrations.AddConstraint(
            model_name='driver',
            constraint=models.CheckConstraint(condition=models.Q(('part', 'none'), models.Q(('evidence', ''), ('knot', ''), _negated=True), _connector='OR'), name='no_part_without_evidence'),
        ),
    ]
